import { createServer } from "node:http";

const workspace = process.env.WORKSPACE_URL;
if (!workspace) {
  throw new Error("WORKSPACE_URL is not set");
}

createServer(async (_request, response) => {
  const ideas = await fetch(new URL("/ideas", workspace));
  response.writeHead(ideas.status, { "content-type": "application/json" });
  response.end(await ideas.text());
}).listen(Number(process.env.PORT ?? 8080));
