const PORT = 4010;
const port = 4999;
let apiPort: number = 4007;
class Settings { ORDERS_PORT: number = 4010 }
let S3_PORT=10443, a=A_PORT; var TLS_PORT = '10443';
const Port=  '10443', x = 1;
