const PORT = 4010;
const port = 4999;
let apiPort: number = 4007;
var x = { ORDERS_PORT: number = "4010" };
