fetch("http://localhost:4001/orders");
