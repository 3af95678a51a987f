/**
 * A Graph of one mailbox with one edit at a time, in a process of its own: the first walk gives `count` single
 * events, every delta after it one of these with a new change key.
 */
import { createServer } from 'node:http';

import { mixedEvents } from './mixed-events.ts';

const [count] = process.argv.slice(2).map(Number);
if (count === undefined) throw new Error('edit-server.ts <events>');

const events = mixedEvents(count * 4)
  .filter((event) => event['type'] === 'singleInstance')
  .slice(0, count);
let edits = 0;

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const isDelta = url.searchParams.has('$deltatoken');
  if (isDelta) edits += 1;
  const edited = { ...events[edits % events.length], changeKey: `edit-${edits}`, subject: `Edit ${edits}` };
  const link = `http://${request.headers.host}${url.pathname}?$deltatoken=${edits}`;
  const body = JSON.stringify({ '@odata.deltaLink': link, value: isDelta ? [edited] : events });
  response.writeHead(200, { 'content-type': 'application/json' }).end(body);
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  process.send?.({ url: `http://127.0.0.1:${address.port}/v1.0`, bytes: 0 });
});
