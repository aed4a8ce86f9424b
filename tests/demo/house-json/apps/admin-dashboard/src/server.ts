import { createServer } from "node:http";

const port = Number(process.env.PORT);
const api = process.env.API_URL;
if (!port || !api) {
  throw new Error("PORT and API_URL must be set");
}

createServer(async (_request, response) => {
  const orders = await fetch(new URL("/orders", api));
  response.writeHead(orders.status, { "content-type": "application/json" });
  response.end(await orders.text());
}).listen(port);
