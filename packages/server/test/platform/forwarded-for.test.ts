import { describe, expect, it } from 'vitest';

import { createHttp } from '../../src/platform/http.ts';
import { createLogger } from '../../src/platform/logger.ts';

const silent = createLogger({ level: 'silent' });

describe('a proxy that writes the client’s port behind its address', () => {
  it.each([
    ['203.0.113.5:41234', '203.0.113.5'],
    ['203.0.113.5', '203.0.113.5'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['9.9.9.9:1, 203.0.113.5:41234', '203.0.113.5'],
  ])('names one client: %s is %s', async (forwarded, address) => {
    await using app = await createHttp({ logger: silent, trustProxy: 1 });
    app.get('/ip', (request) => ({ ip: request.ip }));
    const answer = await app.inject({ url: '/ip', headers: { 'x-forwarded-for': forwarded } });
    expect(answer.json()).toEqual({ ip: address });
  });

  it('does not give it a new limit with every connection', async () => {
    await using app = await createHttp({
      logger: silent,
      trustProxy: 1,
      rateLimit: { max: 2, windowMs: 60_000 },
    });
    app.get('/ip', (request) => ({ ip: request.ip }));
    const ask = async (port: number) => {
      const headers = { 'x-forwarded-for': `203.0.113.5:${port}` };
      return (await app.inject({ url: '/ip', headers })).statusCode;
    };
    expect([await ask(1), await ask(2), await ask(3)]).toEqual([200, 200, 429]);
  });
});
