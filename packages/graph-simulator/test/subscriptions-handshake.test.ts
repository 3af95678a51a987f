import { describe, expect, it, vi } from 'vitest';
import { validateEndpoint } from '../src/subscriptions/handshake.ts';
import { startReceiver } from './helpers/receiver.ts';

describe('the validation handshake', () => {
  it('posts an encoded token with an empty body, keeps the query of the URL, and wants the token back decoded', async () => {
    await using receiver = await startReceiver();
    await validateEndpoint(`${receiver.url}?tenant=a%20b`);
    const [handshake] = receiver.handshakes;
    expect(handshake).toMatchObject({ method: 'POST', sent: '' });
    expect(handshake?.path).toMatch(/^\/hook\?tenant=a%20b&validationToken=Validation%3A\+/);
    expect(handshake?.contentType).toBe('text/plain; charset=utf-8');
    expect(handshake?.body).toMatch(/^Validation: Testing client application reachability/);
  });

  it('refuses every answer but 200, text/plain and the token itself', async () => {
    for (const [status, type, body, sentence] of [
      [202, 'text/plain', undefined, /200 OK/],
      [403, 'text/plain', undefined, /Forbidden/],
      [302, 'text/plain', undefined, /200 OK/],
      [200, 'application/json', undefined, /text\/plain/],
      [200, 'text/plain', 'something else', /decoded validationToken/],
    ] as const) {
      await using receiver = await startReceiver({
        onHandshake: (token, response) => {
          response.writeHead(status, { 'content-type': type, location: '/elsewhere' }).end(body ?? token);
        },
      });
      const refusal = validateEndpoint(receiver.url);
      await expect(refusal).rejects.toMatchObject({ status: 400, code: 'ValidationError' });
      await expect(refusal).rejects.toThrow(sentence);
    }
  });

  it('does not take a token that was left encoded', async () => {
    await using receiver = await startReceiver({
      onHandshake: (token, response) => {
        response.writeHead(200, { 'content-type': 'text/plain' }).end(encodeURIComponent(token));
      },
    });
    await expect(validateEndpoint(receiver.url)).rejects.toMatchObject({ code: 'ValidationError' });
  });

  it('gives the endpoint ten seconds', async () => {
    await using receiver = await startReceiver();
    const limits = vi.spyOn(AbortSignal, 'timeout');
    await validateEndpoint(receiver.url);
    expect(limits.mock.calls).toEqual([[10_000]]);
    limits.mockRestore();
  });

  it('fails with InvalidRequest when the endpoint takes too long, and ValidationError when nobody is there', async () => {
    await using receiver = await startReceiver({ onHandshake: () => undefined });
    await expect(validateEndpoint(receiver.url, { limitMs: 80 })).rejects.toMatchObject({
      status: 400,
      code: 'InvalidRequest',
      message: 'Subscription validation request timed out.',
    });
    await expect(validateEndpoint('http://127.0.0.1:9/closed')).rejects.toMatchObject({
      code: 'ValidationError',
    });
  });
});
