import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator } from '../src/index.ts';
import type { Simulator } from '../src/index.ts';
import { isJson, type Json } from './helpers/graph-app.ts';
import { expectGraphResponse } from './helpers/expect-graph-response.ts';

interface Answer extends Json {
  readonly id: string;
  readonly status: number;
  readonly headers: Json;
}

describe('a batch', () => {
  let simulator: Simulator;
  let accessToken: string;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(() => simulator[Symbol.asyncDispose]());
  beforeEach(async () => {
    await simulator.control.reset();
    ({ accessToken } = await simulator.control.token({ user: 'adele@contoso.example' }));
  });

  async function post(
    body: unknown,
    token = accessToken,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ status: number; body: Json }> {
    const response = await fetch(`${simulator.url}/v1.0/$batch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    if (!isJson(answer)) throw new TypeError('An answer that is no object.');
    return { status: response.status, body: answer };
  }
  async function batch(...requests: Json[]): Promise<Answer[]> {
    const { status, body } = await post({ requests });
    expect(status).toBe(200);
    return isAnswers(body['responses']) ? body['responses'] : [];
  }
  const get = (id: string, url: string, more: Json = {}): Json => ({ id, method: 'GET', url, ...more });
  const error = (answer: Answer | undefined): unknown =>
    isJson(answer?.['body']) && isJson(answer['body']['error']) ? answer['body']['error']['code'] : undefined;

  it.each(['loseAnswer', 'reset'] as const)(
    'says 504 of a member whose answer is lost by %s after its effect, and answers the others',
    async (type) => {
      await simulator.control.setFaults({
        rules: [{ match: { method: 'POST', path: '/v1.0/me/calendars', times: 1 }, action: { type } }],
      });
      const answers = await batch(
        {
          id: '1',
          method: 'POST',
          url: '/me/calendars',
          body: { name: 'Made all the same' },
          headers: { 'Content-Type': 'application/json' },
        },
        get('2', '/me/calendars?$top=100'),
      );
      expect(answers.map(({ id, status }) => [id, status])).toEqual([
        ['1', 504],
        ['2', 200],
      ]);
      const [after] = await batch(get('1', '/me/calendars?$top=100'));
      expect(JSON.stringify(after)).toContain('Made all the same');
    },
  );

  it('answers each member as if it had been asked alone', async () => {
    const answers = await batch(
      get('1', '/me/calendars?$top=2'),
      get('2', 'me/events?$top=1', { headers: { Prefer: 'IdType="ImmutableId"' } }),
      get('3', '/me/calendars/nothing'),
      get('4', '/subscriptions'),
    );
    expect(answers.map(({ id, status }) => [id, status])).toEqual([
      ['1', 200],
      ['2', 200],
      ['3', 400],
      ['4', 200],
    ]);
    expectGraphResponse('/me/calendars', 'GET', 200, answers[0]?.['body']);
    expect(answers[0]?.headers['Content-Type']).toContain('application/json');
    expect(answers[1]?.headers['Preference-Applied']).toBe('IdType="ImmutableId"');
    expect(error(answers[2])).toBe('ErrorInvalidIdMalformed');
  });

  it('gives no member the preferences of the whole: each says its own', async () => {
    const prefer = 'IdType="ImmutableId"';
    const requests = [
      get('1', '/me/events?$top=1'),
      get('2', '/me/events?$top=1', { headers: { Prefer: 'outlook.timezone="UTC"' } }),
    ];
    const { body } = await post({ requests }, accessToken, { prefer });
    const answers = isAnswers(body['responses']) ? body['responses'] : [];
    expect(answers.map(({ headers }) => headers['Preference-Applied'])).toEqual([
      undefined,
      'outlook.timezone="UTC"',
    ]);
  });

  it('gives links that lead on outside of it', async () => {
    const [answer] = await batch(get('1', '/me/calendars?$top=1'));
    const link = isJson(answer?.['body']) ? String(answer['body']['@odata.nextLink']) : '';
    expect(link.startsWith(`${simulator.url}/v1.0/me/calendars?`)).toBe(true);
    const next = await fetch(link, { headers: { authorization: `Bearer ${accessToken}` } });
    expect(next.status).toBe(200);
  });

  it('writes, one after the other where members wait for each other', async () => {
    const event = {
      subject: 'By batch',
      start: { dateTime: '2026-12-01T09:00:00', timeZone: 'UTC' },
      end: { dateTime: '2026-12-01T10:00:00', timeZone: 'UTC' },
    };
    const headers = { 'Content-Type': 'application/json' };
    const answers = await batch(
      get('3', "/me/events?$filter=subject eq 'By batch'", { dependsOn: ['2'] }),
      { id: '1', method: 'POST', url: '/me/events', headers, body: event },
      { id: '2', method: 'POST', url: '/me/events', headers, body: event, dependsOn: ['1'] },
    );
    expect(answers.map(({ id, status }) => [id, status])).toEqual([
      ['3', 200],
      ['1', 201],
      ['2', 201],
    ]);
    const found = isJson(answers[0]?.['body']) ? answers[0]['body']['value'] : undefined;
    expect(found).toHaveLength(2);
  });

  it('answers 424 to whatever waited for a member that failed', async () => {
    const answers = await batch(
      get('1', '/me/calendars/nothing'),
      get('2', '/me/calendars', { dependsOn: ['1'] }),
      get('3', '/me/calendars', { dependsOn: ['2'] }),
      get('4', '/me/calendars'),
    );
    expect(answers.map(({ status }) => status)).toEqual([400, 424, 424, 200]);
    expect(error(answers[1])).toBe('FailedDependency');
  });

  it('lets one member be throttled alone, with its Retry-After in its own headers', async () => {
    await simulator.control.setFaults({
      rules: [
        {
          match: { path: '/v1.0/me/calendars', after: 1, times: 1 },
          action: { type: 'status', status: 429, retryAfter: 7.5 },
        },
      ],
    });
    const answers = await batch(...['1', '2', '3'].map((id) => get(id, '/me/calendars')));
    expect(answers.map(({ status }) => status)).toEqual([200, 429, 200]);
    expect(answers[1]?.headers['Retry-After']).toBe('7.5');
  });

  it('may refuse a member with an error whose code is empty', async () => {
    const action = { type: 'status', status: 403, code: '', message: '' } as const;
    await simulator.control.setFaults({ rules: [{ match: { path: '/v1.0/me/calendars' }, action }] });
    const answers = await batch(get('1', '/me/calendars'), get('2', '/me'));
    expect(answers.map(({ status }) => status)).toEqual([403, 200]);
    expect(error(answers[0])).toBe('');
    expectGraphResponse('/me/calendars', 'GET', 403, answers[0]?.['body']);
  });

  it('takes twenty members, four at a time, without being over the limit of the mailbox', async () => {
    const answers = await batch(
      ...Array.from({ length: 20 }, (_, index) => get(String(index), '/me/events?$top=1')),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    const { requests } = await simulator.control.requests();
    expect(requests.filter(({ path }) => path.startsWith('/v1.0/me/events'))).toHaveLength(20);
    expect(requests.every(({ complete }) => complete)).toBe(true);
  });

  it('may answer in another order', async () => {
    await simulator.control.setSwitches({ batchOrder: 'reversed' });
    const answers = await batch(get('1', '/me'), get('2', '/me'), get('3', '/me'));
    expect(answers.map(({ id }) => id)).toEqual(['3', '2', '1']);
  });

  const one = get('1', '/me');
  it.each([
    ['nothing', undefined],
    ['no list', { requests: {} }],
    ['an empty list', { requests: [] }],
    ['21 members', { requests: Array.from({ length: 21 }, (_, index) => get(String(index), '/me')) }],
    ['an id twice', { requests: [get('a', '/me'), get('A', '/me')] }],
    ['a member without id', { requests: [{ method: 'GET', url: '/me' }] }],
    ['a method that is none', { requests: [{ ...one, method: 'LOOK' }] }],
    ['an absolute url', { requests: [get('1', 'https://evil.example/v1.0/me')] }],
    ['a body without its type', { requests: [{ ...one, method: 'POST', body: {} }] }],
    ['a dependency on nobody', { requests: [get('1', '/me', { dependsOn: ['2'] })] }],
    [
      'a circle',
      { requests: [get('1', '/me', { dependsOn: ['2'] }), get('2', '/me', { dependsOn: ['1'] })] },
    ],
    ['a batch in a batch', { requests: [{ id: '1', method: 'POST', url: '/$batch' }] }],
  ])('with %s is refused whole', async (_, body) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.body['error']).toMatchObject({ code: 'BadRequest' });
  });

  it('needs a token', async () => {
    expect((await post({ requests: [one] }, 'nonsense')).status).toBe(401);
  });
});

const isAnswers = (value: unknown): value is Answer[] =>
  Array.isArray(value) && value.every((each) => isJson(each) && typeof each['status'] === 'number');
