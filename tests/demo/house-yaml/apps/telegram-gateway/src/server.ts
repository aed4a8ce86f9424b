import { createServer } from 'node:http';
import { messagesSince } from './mtproto.ts';

createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
  const channel = url.pathname.slice('/signals/'.length);
  try {
    const since = Number(url.searchParams.get('since') ?? 0);
    const messages = await messagesSince(channel, since);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(messages));
  } catch (problem) {
    response.writeHead(502);
    response.end(String(problem));
  }
}).listen(Number(process.env.PORT ?? 4010));
