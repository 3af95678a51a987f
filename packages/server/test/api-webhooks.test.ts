import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

import { describe, expect, it, beforeAll, afterAll } from 'vitest';

import { ProblemError } from '../src/platform/problem.ts';
import { startApi } from './support/api-server.ts';
import type { ApiUnderTest } from './support/api-server.ts';

const path = '/api/webhooks/microsoft/events';

describe('the door for Microsoft’s notifications', () => {
  let api: ApiUnderTest;
  const received: unknown[][] = [];
  let broken = false;
  const notifications = {
    receive: async (items: readonly unknown[]) => {
      await Promise.resolve();
      if (broken)
        throw new ProblemError('not_persisted', 'Send them again.', { headers: { 'retry-after': '5' } });
      received.push([...items]);
      return { genuine: 0, forged: items.length, malformed: 0 };
    },
  };

  beforeAll(async () => {
    api = await startApi({ notifications });
  });
  afterAll(() => api[Symbol.asyncDispose]());

  const json = (body: string) =>
    api.browser().post(path, {
      raw: body,
      headers: { 'content-type': 'application/json', origin: 'https://graph.microsoft.com' },
    });

  it('echoes the token of a handshake, decoded once, as plain text that no browser sniffs', async () => {
    const token = 'Validation: Testing 100%25 <b>é</b> Request-Id: 1+1';
    const answer = await api.browser().post(`${path}?validationToken=${encodeURIComponent(token)}`, {
      raw: '',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    });
    expect(answer.status).toBe(200);
    expect(answer.text).toBe(token);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('reads a plus of the query as the space that Microsoft means by it', async () => {
    const answer = await api.browser().post(`${path}?validationToken=Validation%3a+Testing+client`);
    expect(answer.text).toBe('Validation: Testing client');
  });

  it('answers a handshake whatever its content type and body, also beside another query', async () => {
    for (const [contentType, raw] of [
      ['application/json', '{not json'],
      ['application/xml', '<x/>'],
      ['application/json', 'x'.repeat(300_000)],
    ] as const) {
      const answer = await api
        .browser()
        .post(`${path}?a=b&validationToken=abc`, { raw, headers: { 'content-type': contentType } });
      expect([answer.status, answer.text]).toEqual([200, 'abc']);
    }
  });

  it('takes tokens up to 4 KiB and refuses longer and empty ones', async () => {
    const longest = 'x'.repeat(4096);
    expect((await api.browser().post(`${path}?validationToken=${longest}`)).text).toBe(longest);
    expect((await api.browser().post(`${path}?validationToken=${longest}y`)).body['code']).toBe(
      'bad_request',
    );
    expect((await api.browser().post(`${path}?validationToken=`)).status).toBe(400);
  });

  it('answers items with 202 and an empty body once they are stored, forged ones too', async () => {
    received.length = 0;
    const answer = await json(
      '{"value":[{"subscriptionId":"1","clientState":"forged"},7],"validationTokens":null}',
    );
    expect([answer.status, answer.text]).toEqual([202, '']);
    expect(received).toEqual([[{ subscriptionId: '1', clientState: 'forged' }, 7]]);
  });

  it('hands on even an item that no honest sender makes', async () => {
    received.length = 0;
    const answer = await json(String.raw`{"value":[{"subscriptionId":"\u0000","clientState":"\u0000"}]}`);
    expect(answer.status).toBe(202);
    expect(received[0]).toHaveLength(1);
  });

  it('answers 503 with Retry-After when they could not be stored', async () => {
    broken = true;
    const answer = await json('{"value":[]}');
    broken = false;
    expect([answer.status, answer.body['code'], answer.headers.get('retry-after')]).toEqual([
      503,
      'not_persisted',
      '5',
    ]);
  });

  it('refuses what is malformed with 400', async () => {
    for (const body of ['', '{', '[]', '{"value":{}}', '{}', 'null', '"x"', '{"__proto__":1,"value":[]}']) {
      const answer = await json(body);
      expect([body, answer.status, answer.body['code']]).toEqual([body, 400, 'bad_request']);
    }
    expect((await api.browser().post(path)).status).toBe(400);
  });

  it('refuses another content type with 415 and more than 256 KiB with 413', async () => {
    const plain = await api
      .browser()
      .post(path, { raw: '{"value":[]}', headers: { 'content-type': 'text/plain' } });
    expect([plain.status, plain.body['code']]).toEqual([415, 'unsupported_media_type']);
    const limit = 256 * 1024;
    const of = (size: number) => `{"value":["${'x'.repeat(size - 14)}"]}`;
    expect((await json(of(limit + 1))).body['code']).toBe('payload_too_large');
    expect((await json(of(limit))).status).toBe(202);
  });

  it('refuses a body that grows beyond 256 KiB while it is sent, without reading on', async () => {
    const sending = request(new URL(path, api.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
    });
    const answered = new Promise<IncomingMessage>((resolve) => {
      sending.once('response', resolve);
    });
    // It is cut off in the middle of a sentence.
    sending.on('error', () => undefined);
    const chunk = 'x'.repeat(65_536);
    const most = 64 * 1024 * 1024;
    let sent = 0;
    const sendOn = (): void => {
      while (sent < most && !sending.destroyed) {
        sent += chunk.length;
        if (sending.write(chunk)) continue;
        sending.once('drain', sendOn);
        return;
      }
    };
    sendOn();
    const answer = await answered;
    const sentByThen = sent;
    expect(answer.statusCode).toBe(413);
    expect(JSON.parse(await text(answer))).toMatchObject({ code: 'payload_too_large' });
    sending.destroy();
    // What the buffers of both sides took, and no more.
    expect(sentByThen).toBeLessThan(most / 4);
  });

  it('answers another method with 405 and what it takes', async () => {
    const answer = await api.browser().get(`${path}?validationToken=abc`);
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('says of Google’s that there is none, whatever is sent', async () => {
    const answer = await api
      .browser()
      .post('/api/webhooks/google/events', { raw: '<', headers: { 'content-type': 'text/xml' } });
    expect([answer.status, answer.body['code']]).toEqual([501, 'not_implemented']);
  });
});
