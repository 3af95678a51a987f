import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import type { Server as TcpServer } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { selfSigned } from '../../graph-simulator/test/helpers/self-signed.ts';
import { judgeEndpoint } from '../src/notifications/judge-endpoint.ts';
import type { EngineCalendar } from './support/engine.ts';
import { startPushEngine } from './support/push-engine.ts';
import type { PushEngine } from './support/push-engine.ts';

const never = new AbortController().signal;

let push: PushEngine;
let adele: EngineCalendar;
const running = new AsyncDisposableStack();
beforeAll(async () => {
  push = running.use(await startPushEngine({ background: false, handshakeLimitMs: 400 }));
  adele = await push.connect('adele@contoso.example');
}, 60_000);
afterAll(() => running.disposeAsync());

async function listen(server: TcpServer | Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  running.defer(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    if (server.listening) server.close();
  });
  return portOf(server);
}

function portOf(server: TcpServer | Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  return address.port;
}

const answering = (listener: RequestListener) => listen(createServer(listener));
const status = (code: number, headers: Record<string, string> = {}) =>
  answering((_, response) => response.writeHead(code, headers).end());

/** What the dashboard says after Microsoft was asked to notify this address. */
async function saidOf(apiUrl: string): Promise<string | null> {
  await push.engine.db.deleteFrom('webhook_subscription').execute();
  await push.serviceAt(apiUrl).tend(adele.connectionId, never);
  const row = await push.engine.db
    .selectFrom('webhook_subscription')
    .select(['health', 'health_reason'])
    .executeTakeFirstOrThrow();
  expect(row.health).toBe('refused');
  return row.health_reason;
}

describe('an API_URL that Microsoft cannot use is named with what to do', { timeout: 30_000 }, () => {
  it('where nothing listens', async () => {
    const free = createServer();
    const closed = await listen(free);
    free.close();
    expect(await saidOf(`http://127.0.0.1:${closed}`)).toBe(
      `Nothing listens at 127.0.0.1, port ${closed}. Start the proxy in front of Calmirror, or correct API_URL. ` +
        'It is tried again by itself; calendars are polled meanwhile.',
    );
  });

  it('where its name is not known', async () => {
    expect(await saidOf('https://calmirror.invalid')).toMatch(
      /^The name calmirror\.invalid is not known to DNS\. Correct API_URL, or make a DNS entry for it\./,
    );
  });

  it('where it does not answer in time', async () => {
    const port = await answering(() => {});
    expect(await saidOf(`http://127.0.0.1:${port}`)).toMatch(
      /^127\.0\.0\.1, port \d+, does not answer in time\. Check the firewall, the proxy/,
    );
  });

  it('where it answers from here, but not to Microsoft in time', async () => {
    let asked = 0;
    const port = await answering((request, response) => {
      const token = new URL(request.url ?? '', 'http://x').searchParams.get('validationToken');
      asked += 1;
      if (asked > 1) response.writeHead(200, { 'content-type': 'text/plain' }).end(token);
    });
    expect(await saidOf(`http://127.0.0.1:${port}`)).toMatch(
      /^Microsoft got no answer from http:\/\/127\.0\.0\.1:\d+ within 10 seconds, though it answers from here\. Open port \d+ to the Internet/,
    );
  });

  it('where its certificate is not trusted', async () => {
    const { key, cert } = selfSigned();
    const port = await listen(createTlsServer({ key, cert }, (_, response) => response.end()));
    expect(await saidOf(`https://localhost:${port}`)).toMatch(
      /^The certificate of localhost is not from an authority that everybody trusts, .* get one, and have the proxy send the whole chain\./,
    );
  });

  it('where http answers in the place of https', async () => {
    const port = await status(200);
    expect(await saidOf(`https://127.0.0.1:${port}`)).toMatch(
      /^What answers at 127\.0\.0\.1, port \d+, does not speak https\. Put a proxy with a certificate in front/,
    );
  });

  it('where something else answers', async () => {
    const page = await answering((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>It works!</h1>'.repeat(10_000));
    });
    expect(await saidOf(`http://127.0.0.1:${page}`)).toMatch(
      /^Something other than Calmirror answers at http:\/\/127\.0\.0\.1:\d+, or what stands in front changes the answer\. Lead this address/,
    );
    const other = await status(404);
    expect(await saidOf(`http://127.0.0.1:${other}`)).toMatch(
      /^Something other than Calmirror answers at http:\/\/127\.0\.0\.1:\d+ \(404 Not Found\)\. Lead this address to Calmirror/,
    );
  });

  it('where the handshake is refused', async () => {
    expect(await saidOf(`http://127.0.0.1:${await status(403)}`)).toMatch(
      /refuses the request \(403 Forbidden\)\. Let POST requests to \/api\/webhooks\/microsoft\/events pass from everywhere, without a sign-in\./,
    );
  });

  it('where only Microsoft is refused', async () => {
    let asked = 0;
    const port = await answering((request, response) => {
      const token = new URL(request.url ?? '', 'http://x').searchParams.get('validationToken');
      asked += 1;
      if (asked === 1) response.writeHead(403).end();
      else response.writeHead(200, { 'content-type': 'text/plain' }).end(token);
    });
    expect(await saidOf(`http://127.0.0.1:${port}`)).toMatch(
      /refuses the request \(403 Forbidden\) to Microsoft, though not to Calmirror itself\. Let POST requests/,
    );
  });

  it('where it redirects', async () => {
    const port = await status(301, { location: 'https://www.contoso.example/elsewhere?secret=1' });
    expect(await saidOf(`http://127.0.0.1:${port}`)).toMatch(
      /sends requests on to https:\/\/www\.contoso\.example, which Microsoft does not follow\. Set API_URL to the address that answers itself\./,
    );
  });

  it('where the proxy does not reach Calmirror', async () => {
    expect(await saidOf(`http://127.0.0.1:${await status(502)}`)).toMatch(
      /answers 502 Bad Gateway: it does not reach Calmirror\. Check where it leads\./,
    );
  });

  it('where what listens hangs up', async () => {
    const port = await listen(createTcpServer((socket) => socket.destroy()));
    expect(await saidOf(`http://127.0.0.1:${port}`)).toMatch(
      /^Microsoft could not reach http:\/\/127\.0\.0\.1:\d+\. Check API_URL, DNS, the certificate and the proxy/,
    );
  });

  it('where all looks well from here', async () => {
    const url = 'https://calmirror.example/api/webhooks/microsoft/events';
    expect(judgeEndpoint(url, undefined, { kind: 'answers' })).toMatch(
      /^Microsoft could not use https:\/\/calmirror\.example, though it answers from here\. Check that public DNS/,
    );
    for (const fault of ['expired', 'other_name'] as const)
      expect(judgeEndpoint(url, undefined, { kind: 'certificate', fault })).toMatch(
        /certificate (?:of|at) calmirror\.example .*: (?:renew it|get one for calmirror\.example)\./,
      );
  });
});
