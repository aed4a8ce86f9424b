// Without a registry all of them are notes.
fetch("http://localhost:4010/orders");
