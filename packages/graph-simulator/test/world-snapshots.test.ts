import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator } from '../src/index.ts';
import type { Simulator } from '../src/index.ts';
import { isJson, type Json } from './helpers/graph-app.ts';

const ADELE = 'adele@contoso.example';
const ALEX = 'alex@contoso.example';
const WINDOW = 'startDateTime=2026-01-01T00:00:00Z&endDateTime=2028-01-01T00:00:00Z';
const DELTA = `/v1.0/me/calendarView/delta?${WINDOW}`;

describe('a snapshot', () => {
  let simulator: Simulator;
  let accessToken: string;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(() => simulator[Symbol.asyncDispose]());
  beforeEach(async () => {
    await simulator.control.reset();
    ({ accessToken } = await simulator.control.token({ user: ADELE }));
  });

  async function ask(path: string, init: RequestInit = {}): Promise<{ status: number; body: Json }> {
    const response = await fetch(new URL(path, simulator.url), {
      ...init,
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    });
    const text = await response.text();
    const body: unknown = text === '' ? {} : JSON.parse(text);
    return { status: response.status, body: isJson(body) ? body : {} };
  }
  const create = (subject: string) =>
    ask('/v1.0/me/events', {
      method: 'POST',
      body: JSON.stringify({
        subject,
        start: { dateTime: '2026-12-01T09:00:00', timeZone: 'UTC' },
        end: { dateTime: '2026-12-01T10:00:00', timeZone: 'UTC' },
      }),
    });
  async function walk(path: string): Promise<{ subjects: unknown[]; delta: string }> {
    const subjects: unknown[] = [];
    let link = path;
    for (;;) {
      const { body } = await ask(link.replace(simulator.url, ''));
      const value: unknown = body['value'];
      if (Array.isArray(value))
        subjects.push(...value.filter(isJson).map((item) => item['subject'] ?? item['@removed']));
      if (typeof body['@odata.deltaLink'] === 'string')
        return { subjects, delta: body['@odata.deltaLink'].replace(simulator.url, '') };
      link = String(body['@odata.nextLink']);
    }
  }
  const truth = async () =>
    (
      await simulator.control.truth({
        user: ADELE,
        start: '2026-01-01T00:00:00Z',
        end: '2028-01-01T00:00:00Z',
      })
    ).events;

  it('brings mailboxes back with their history: delta links of then go on from then, as often as wanted', async () => {
    await create('Before');
    const { delta } = await walk(DELTA);
    const before = await truth();
    const { snapshot } = await simulator.control.takeSnapshot();
    for (let round = 0; round < 2; round += 1) {
      const made = await create('After');
      await ask(`/v1.0/me/events/${String(made.body['id'])}`, {
        method: 'PATCH',
        body: JSON.stringify({ subject: 'After, changed' }),
      });
      expect((await walk(delta)).subjects).toEqual(['After, changed']);
      await simulator.control.restoreSnapshot({ snapshot });
      expect((await walk(delta)).subjects).toEqual([]);
      expect(await truth()).toEqual(before);
    }
  });

  it('brings a nextLink of then back to life, and kills those given since', async () => {
    const first = await ask(DELTA);
    const next = String(first.body['@odata.nextLink']).replace(simulator.url, '');
    const { snapshot } = await simulator.control.takeSnapshot();
    await simulator.control.killDeltaTokens({ user: ADELE });
    expect((await ask(next)).status).toBe(410);
    await simulator.control.restoreSnapshot({ snapshot });
    expect((await ask(next)).status).toBe(200);
  });

  it('brings settings of a mailbox back', async () => {
    const scopes = ['MailboxSettings.ReadWrite'];
    ({ accessToken } = await simulator.control.token({ user: ADELE, scopes }));
    const settings = '/v1.0/me/mailboxSettings';
    expect((await ask(settings)).body['timeZone']).toBe('W. Europe Standard Time');
    const { snapshot } = await simulator.control.takeSnapshot();
    await ask(settings, { method: 'PATCH', body: JSON.stringify({ timeZone: 'UTC' }) });
    expect((await ask(settings)).body['timeZone']).toBe('UTC');
    await simulator.control.restoreSnapshot({ snapshot });
    expect((await ask(settings)).body['timeZone']).toBe('W. Europe Standard Time');
  });

  it('brings tokens, consents and the clock back', async () => {
    const then = (await simulator.control.clock()).nowMs;
    const { snapshot } = await simulator.control.takeSnapshot();
    await simulator.control.revoke({ user: ADELE, accessTokens: true });
    await simulator.control.advanceClock({ advanceMs: 86_400_000 });
    expect((await ask('/v1.0/me')).status).toBe(401);
    await simulator.control.restoreSnapshot({ snapshot });
    expect((await ask('/v1.0/me')).status).toBe(200);
    const now = (await simulator.control.clock()).nowMs;
    expect(now - then).toBeLessThan(3_600_000);
    expect(now).toBeGreaterThanOrEqual(then);
  });

  it('brings faults and switches back, with how far they had counted', async () => {
    await simulator.control.setFaults({
      rules: [{ match: { path: '/v1.0/me', times: 2 }, action: { type: 'status', status: 503 } }],
    });
    await simulator.control.setSwitches({ batchOrder: 'reversed' });
    expect((await ask('/v1.0/me')).status).toBe(503);
    const { snapshot } = await simulator.control.takeSnapshot();
    expect((await ask('/v1.0/me')).status).toBe(503);
    expect((await ask('/v1.0/me')).status).toBe(200);
    await simulator.control.clearFaults();
    await simulator.control.setSwitches({ batchOrder: 'as-asked' });
    await simulator.control.restoreSnapshot({ snapshot });
    expect((await ask('/v1.0/me')).status).toBe(503);
    expect((await ask('/v1.0/me')).status).toBe(200);
    expect((await simulator.control.switches()).switches.batchOrder).toBe('reversed');
  });

  it('leaves a mailbox that nobody had asked for as it would have been', async () => {
    const alexWindow = { user: ALEX, start: '2026-01-01T00:00:00Z', end: '2028-01-01T00:00:00Z' };
    const { snapshot } = await simulator.control.takeSnapshot();
    const first = (await simulator.control.truth(alexWindow)).events;
    await simulator.control.seed({ user: ALEX, count: 3 });
    await simulator.control.restoreSnapshot({ snapshot });
    expect((await simulator.control.truth(alexWindow)).events).toEqual(first);
  });

  it('that nobody took is refused with a sentence', async () => {
    await expect(simulator.control.restoreSnapshot({ snapshot: 'monday' })).rejects.toThrow(
      "snapshot 'monday' is not kept here",
    );
  });
});
