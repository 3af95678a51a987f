/** Serves a delta walk from memory, in a process of its own: what is measured is never the making of pages. */
import { createServer } from 'node:http';

import { mixedEvents } from './mixed-events.ts';

const [count, pageSize] = process.argv.slice(2).map(Number);
if (count === undefined || pageSize === undefined) throw new Error('page-server.ts <events> <page size>');

const events = mixedEvents(count);
const pages: Buffer[] = [];
const server = createServer((request, response) => {
  const page = Number(new URL(request.url ?? '/', 'http://localhost').searchParams.get('$skiptoken') ?? 0);
  const body = pages[page];
  if (body === undefined) {
    response.writeHead(404).end();
    return;
  }
  response
    .writeHead(200, { 'content-type': 'application/json', 'content-length': body.byteLength })
    .end(body);
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  const url = `http://127.0.0.1:${address.port}/v1.0`;
  const walk = `${url}/me/calendars/bench/calendarView/delta`;
  for (let start = 0; start < events.length; start += pageSize) {
    const last = start + pageSize >= events.length;
    const link = last
      ? { '@odata.deltaLink': `${walk}?$deltatoken=end` }
      : { '@odata.nextLink': `${walk}?$skiptoken=${pages.length + 1}` };
    pages.push(
      Buffer.from(
        JSON.stringify({ '@odata.context': url, ...link, value: events.slice(start, start + pageSize) }),
      ),
    );
  }
  process.send?.({ url, bytes: pages.reduce((sum, page) => sum + page.byteLength, 0) });
});
