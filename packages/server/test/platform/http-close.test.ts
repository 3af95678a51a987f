import { once } from 'node:events';
import { connect } from 'node:net';

import { describe, expect, it } from 'vitest';

import { closeHttp, createHttp } from '../../src/platform/http.ts';
import { createLogger } from '../../src/platform/logger.ts';

describe('closing the HTTP edge', () => {
  it('waits for answers under way, and not for a client that never ends its request', async () => {
    const app = await createHttp({ logger: createLogger({ level: 'silent' }) });
    app.post('/things', () => ({ ok: true }));
    app.get('/slow', async () => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return { ok: true };
    });
    const url = new URL(await app.listen({ port: 0, host: '127.0.0.1' }));
    const socket = connect(Number(url.port), '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(
      'POST /things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{',
    );
    const answer = fetch(new URL('/slow', url));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const began = performance.now();
    await closeHttp(app, 1000);
    expect((await answer).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
