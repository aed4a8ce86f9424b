import { createServer } from "node:http";

const port = Number(process.env.PORT ?? 8210);
const stock = new Map<string, number>();

createServer((request, response) => {
  const item = decodeURIComponent((request.url ?? "/").slice("/stock/".length));
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ item, count: stock.get(item) ?? 0 }));
}).listen(port);
