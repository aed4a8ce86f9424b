fetch("http://localhost:4010");
