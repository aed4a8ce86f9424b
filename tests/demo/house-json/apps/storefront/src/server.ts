import { createServer } from "node:http";
import { required } from "./environment.ts";
import { productPage } from "./pages.ts";

const api = new URL(required("API_URL"));

const server = createServer(async (request, response) => {
  const page = await productPage(api, request.url ?? "/");
  response.writeHead(page.status, { "content-type": "text/html" });
  response.end(page.html);
});

server.listen(Number(required("PORT")));
