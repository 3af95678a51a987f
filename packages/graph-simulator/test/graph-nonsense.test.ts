/** What no client should send. Everything is refused in words; nothing fails, and the mailbox goes on. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSimulatorApp } from '../src/app.ts';
import { OPERATION_LIST } from '../src/control/operations.ts';
import { isJson, type Json, text } from './helpers/graph-app.ts';

const ADELE = 'adele@contoso.example';
const WINDOW = 'startDateTime=2026-11-01T00:00:00Z&endDateTime=2026-12-01T00:00:00Z';

const EVENT: Json = {
  subject: 'Plan',
  body: { contentType: 'html', content: '<p>x' },
  start: { dateTime: '2026-12-01T09:00:00', timeZone: 'W. Europe Standard Time' },
  end: { dateTime: '2026-12-01T10:00:00', timeZone: 'W. Europe Standard Time' },
  isAllDay: false,
  showAs: 'busy',
  location: { displayName: 'Room', address: { street: 'x' }, coordinates: { latitude: 1, longitude: 2 } },
  attendees: [{ type: 'required', emailAddress: { name: 'Alex', address: 'alex@contoso.example' } }],
  isOnlineMeeting: false,
  recurrence: {
    pattern: { type: 'relativeMonthly', interval: 1, daysOfWeek: ['monday'], index: 'first' },
    range: { type: 'numbered', startDate: '2026-12-07', endDate: '2027-12-07', numberOfOccurrences: 5 },
  },
};

const nonsense = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0,
    1.5,
    1e308,
    '',
    [],
    {},
    [null],
    { a: 1 },
    '__proto__',
    'x\u0000',
  ),
  fc.constantFrom('9999-12-31', '0000-01-01', '2026-02-30', '9999-12-31T23:59:59', '0001-01-01T00:00:00Z'),
  fc.constantFrom('daily', 'absoluteYearly', 'noEnd', 'endDate', 'Europe/Berlin', 'tzone://Microsoft/Custom'),
  fc.string(),
  fc.integer(),
);

/** Every place in a value, as the names that lead to it. */
function placesIn(value: unknown, before: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    [...before, name],
    ...placesIn(inner, [...before, name]),
  ]);
}

/** The value with something else in one place. */
function replaced(value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown {
  if (name === undefined) return by;
  if (Array.isArray(value))
    return value.map((inner: unknown, index) => (String(index) === name ? replaced(inner, rest, by) : inner));
  return isJson(value) ? { ...value, [name]: replaced(value[name], rest, by) } : value;
}

const spoilt = (value: unknown) =>
  fc.tuple(fc.constantFrom(...placesIn(value)), nonsense).map(([place, by]) => replaced(value, place, by));

function parsed(example: string): unknown {
  const value: unknown = JSON.parse(example);
  return value;
}

async function startApp() {
  const app = await createSimulatorApp({ switches: { mailboxLimits: 'off' } });
  const tell = (path: string, payload: unknown) =>
    app.inject({
      method: 'POST',
      url: path,
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify(payload) ?? '',
    });
  const { accessToken } = (await tell('/_sim/token', { user: ADELE })).json<{ accessToken: string }>();
  const ask = async (method: 'GET' | 'POST' | 'PATCH', path: string, payload?: unknown) => {
    const answer = await app.inject({
      method,
      url: `/v1.0${path}`,
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
    });
    expect({ path, payload, status: answer.statusCode }).not.toMatchObject({ status: 500 });
    return answer;
  };
  return { app, ask, tell };
}

describe('nonsense', () => {
  it('in an event is refused, or leaves a mailbox that can be read', async () => {
    const { app, ask } = await startApp();
    const made = (await ask('POST', '/me/events', EVENT)).json<Json>();
    await fc.assert(
      fc.asyncProperty(spoilt(EVENT), fc.boolean(), async (body, isNew) => {
        const path = isNew ? '/me/events' : `/me/events/${text(made['id'])}`;
        await ask(isNew ? 'POST' : 'PATCH', path, body);
        expect((await ask('GET', `/me/events/${text(made['id'])}`)).statusCode).toBe(200);
      }),
      { numRuns: 80 },
    );
    for (const path of [
      '/me/events?$top=1000',
      `/me/calendarView?${WINDOW}`,
      `/me/calendarView/delta?${WINDOW}`,
    ])
      expect((await ask('GET', path)).statusCode).toBe(200);
    await app.close();
  });

  it('in a query, in any option of any list, is refused', async () => {
    const { app, ask } = await startApp();
    const option = fc.constantFrom(
      '$top',
      '$skip',
      '$select',
      '$filter',
      '$orderby',
      '$expand',
      '$skiptoken',
      '$deltatoken',
      'startDateTime',
      'endDateTime',
      '%ff',
    );
    const value = fc.oneof(
      fc.constantFrom(
        '',
        '-1',
        '99999999999999999999',
        '%ff',
        "subject eq '",
        '__proto__ eq null',
        '*',
        '(',
        "'",
      ),
      fc.constantFrom('9999-12-31T23:59:59Z', '0001-01-01', '2026-11-01T00:00:00%2B99:00'),
      fc.string().map(encodeURIComponent),
    );
    const list = fc.constantFrom(
      'events',
      'calendarView',
      'calendarView/delta',
      'calendars',
      'calendarGroups',
    );
    await fc.assert(
      fc.asyncProperty(list, fc.boolean(), option, value, async (name, hasWindow, of, is) => {
        await ask('GET', `/me/${name}?${hasWindow ? `${WINDOW}&` : ''}${of}=${is}`);
      }),
      { numRuns: 80 },
    );
    await app.close();
  });

  it('in the encoding of an address is refused in the form of its door', async () => {
    const { app, ask } = await startApp();
    const code: unknown = expect.stringMatching(/^(?:BadRequest|ErrorInvalidIdMalformed)$/);
    for (const path of ['/me/events/%E0%A4%A', '/%/x', '/subscriptions/%ff'])
      expect((await ask('GET', path)).json<Json>()).toMatchObject({ error: { code } });
    const answer = await app.inject('/_sim/%ff');
    expect([answer.statusCode, answer.json()]).toEqual([
      400,
      { error: 'The request URL is not properly encoded.' },
    ]);
    await app.close();
  });

  it('said to the control API is answered with a sentence', async () => {
    const { app, tell } = await startApp();
    const operations = OPERATION_LIST.filter(({ method }) => method === 'POST').map(({ path, example }) => ({
      path,
      example: parsed(example),
    }));
    const said = fc
      .constantFrom(...operations)
      .chain(({ path, example }) =>
        fc.record({
          path: fc.constant(path),
          body: placesIn(example).length === 0 ? nonsense : fc.oneof(spoilt(example), nonsense),
        }),
      )
      // As many as it was asked for would be thousands of events.
      .filter(({ path }) => path !== '/_sim/seed');
    await fc.assert(
      fc.asyncProperty(said, async ({ path, body }) => {
        const answer = await tell(path, body);
        const sentence: unknown = expect.stringMatching(/\.$/);
        const { error = 'Done.' } = answer.json<Json>();
        expect({ body, status: answer.statusCode, error }).toMatchObject({
          status: error === 'Done.' ? 200 : 400,
          error: sentence,
        });
      }),
      { numRuns: 80 },
    );
    await app.close();
  });
});
