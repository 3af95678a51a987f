/** Serves a delta walk from memory, in a process of its own: what is measured is never the making of pages. */
import { createServer } from 'node:http';

import { mixedEvents } from './mixed-events.ts';

const [count, pageSize] = process.argv.slice(2).map(Number);
if (count === undefined || pageSize === undefined) throw new Error('page-server.ts <events> <page size>');

const events = mixedEvents(count);
const pages: Buffer[] = [];
const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const token = searchParams.get('$deltatoken');
  const body =
    token === null ? pages[Number(searchParams.get('$skiptoken') ?? 0)] : changedPage(Number(token) + 1);
  if (body === undefined) {
    response.writeHead(404).end();
    return;
  }
  response
    .writeHead(200, { 'content-type': 'application/json', 'content-length': body.byteLength })
    .end(body);
});

/** One single event, with another changeKey each time. */
function changedPage(round: number): Buffer {
  const single = events.find((event) => event['type'] === 'singleInstance');
  return Buffer.from(
    JSON.stringify({
      '@odata.deltaLink': `http://127.0.0.1:${port()}/v1.0/me/calendars/bench/calendarView/delta?$deltatoken=${round}`,
      value: [{ ...single, changeKey: `changed-${round}`, subject: `Changed ${round}` }],
    }),
  );
}

function port(): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  return address.port;
}

server.listen(0, '127.0.0.1', () => {
  const url = `http://127.0.0.1:${port()}/v1.0`;
  const walk = `${url}/me/calendars/bench/calendarView/delta`;
  for (let start = 0; start < events.length; start += pageSize) {
    const last = start + pageSize >= events.length;
    const link = last
      ? { '@odata.deltaLink': `${walk}?$deltatoken=0` }
      : { '@odata.nextLink': `${walk}?$skiptoken=${pages.length + 1}` };
    pages.push(
      Buffer.from(
        JSON.stringify({ '@odata.context': url, ...link, value: events.slice(start, start + pageSize) }),
      ),
    );
  }
  process.send?.({ url, bytes: pages.reduce((sum, page) => sum + page.byteLength, 0) });
});
