import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { EngineCalendar } from './support/engine.ts';
import { startPushEngine } from './support/push-engine.ts';
import type { PushEngine } from './support/push-engine.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const never = new AbortController().signal;

let push: PushEngine;
let adele: EngineCalendar;
beforeAll(async () => {
  // Nobody works but the test.
  push = await startPushEngine({ background: false });
  adele = await push.connect('adele@contoso.example');
}, 60_000);
afterAll(() => push[Symbol.asyncDispose]());
beforeEach(async () => {
  await push.engine.simulator.control.clearFaults();
  for (const { id } of await atGraph()) await graph('DELETE', `/${id}`);
  await push.engine.db.deleteFrom('webhook_subscription').execute();
  await push.engine.simulator.control.clearRequests();
});

const tend = (of: EngineCalendar = adele) => push.service.tend(of.connectionId, never);

const AtGraph = Type.Object({
  id: Type.String(),
  resource: Type.String(),
  notificationUrl: Type.String(),
});
type AtGraph = Static<typeof AtGraph>;

/** As this app with the owner's token: another app's subscriptions are not shown. */
async function graph(method: string, path = '', body?: unknown): Promise<Record<string, unknown>> {
  const { simulator } = push.engine;
  const { accessToken } = await simulator.control.token({ user: adele.user, appId: simulator.clientId });
  const response = await fetch(`${simulator.url}/v1.0/subscriptions${path}`, {
    method,
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  const answer: unknown = text === '' ? {} : JSON.parse(text);
  return typeof answer === 'object' && answer !== null ? { ...answer } : {};
}

async function atGraph(): Promise<AtGraph[]> {
  const { value } = await graph('GET');
  return Value.Parse(Type.Array(AtGraph), value);
}

async function row(of: EngineCalendar = adele) {
  return await push.engine.db
    .selectFrom('webhook_subscription')
    .selectAll()
    .where('external_calendar_id', '=', of.calendarId)
    .orderBy('created_at', 'desc')
    .executeTakeFirstOrThrow();
}

async function asked(method: string): Promise<number> {
  const { requests } = await push.engine.simulator.control.requests();
  return requests.filter((each) => each.method === method && each.path.includes('/subscriptions')).length;
}

describe('a subscription at Microsoft', { timeout: 60_000 }, () => {
  it('that exists already and is ours is renewed and goes on', async () => {
    await tend();
    const before = await row();
    // Thought lost, as after a database that was restored.
    await push.engine.db
      .updateTable('webhook_subscription')
      .set({ health: 'removed', is_active: false, next_check_at: null })
      .execute();
    await tend();
    expect(await row()).toMatchObject({ id: before.id, health: 'live', is_active: true });
    expect((await atGraph()).map(({ id }) => id)).toEqual([before.subscription_id]);
    expect(await asked('PATCH')).toBe(1);
  });

  it('that exists already, is ours and is said to be gone when it is renewed, is asked for anew', async () => {
    await tend();
    await push.engine.db
      .updateTable('webhook_subscription')
      .set({ health: 'removed', is_active: false, next_check_at: null })
      .execute();
    await push.engine.simulator.control.setFaults({
      rules: [{ match: { method: 'PATCH', times: 1 }, action: { type: 'status', status: 404 } }],
    });
    const before = await asked('POST');
    await tend();
    expect((await asked('POST')) - before).toBe(2);
    expect(await row()).toMatchObject({ health: 'live', is_active: true });
  });

  it('with our address that we know nothing of is deleted, and another is made', async () => {
    await tend();
    const [orphan] = await atGraph();
    await push.engine.db.deleteFrom('webhook_subscription').execute();
    await tend();
    const [made, ...others] = await atGraph();
    expect(others).toEqual([]);
    expect(made?.id).not.toBe(orphan?.id);
    expect(await row()).toMatchObject({ health: 'live', subscription_id: made?.id });
  });

  it('with another address belongs to another installation: left alone, and said', async () => {
    await tend();
    const [ours] = await atGraph();
    const elsewhere = `${ours?.notificationUrl ?? ''}/elsewhere`;
    await graph('DELETE', `/${ours?.id ?? ''}`);
    await push.engine.db.deleteFrom('webhook_subscription').execute();
    const theirs = await graph('POST', '', {
      changeType: 'created,updated,deleted',
      notificationUrl: elsewhere,
      resource: ours?.resource,
      clientState: 'theirs',
      expirationDateTime: new Date(push.clock.now() + DAY).toISOString(),
    });
    await tend();
    expect(await row()).toMatchObject({ health: 'refused', is_active: false });
    expect((await row()).health_reason).toContain('Give each installation an app registration of its own');
    expect((await atGraph()).map(({ id }) => id)).toEqual([theirs['id']]);
  });

  it('is PATCHed when Microsoft asks for authorisation, but not twice within ten minutes, and not forgotten', async () => {
    await tend();
    const { subscription_id: subscriptionId } = await row();
    const demand = async (): Promise<void> => {
      await push.engine.simulator.control.lifecycle({
        user: adele.user,
        subscriptionId: subscriptionId ?? '',
        event: 'reauthorizationRequired',
      });
      await expect.poll(async () => (await row()).patch_wanted_at, { timeout: 10_000 }).not.toBeNull();
      await tend();
    };
    await demand();
    expect(await asked('PATCH')).toBe(1);
    await push.engine.advance(MINUTE);
    await push.clock.refresh();
    await demand();
    expect(await asked('PATCH')).toBe(1);
    expect((await row()).patch_wanted_at).not.toBeNull();
    await push.engine.advance(10 * MINUTE);
    await push.clock.refresh();
    await tend();
    expect(await asked('PATCH')).toBe(2);
    expect((await row()).patch_wanted_at).toBeNull();
  });

  it('is PATCHed after our own downtime, where it was not for 45 minutes', async () => {
    await tend();
    // Nor is Microsoft's own demand heard.
    push.closed = true;
    await push.engine.advance(46 * MINUTE);
    await push.clock.refresh();
    await tend();
    expect(await asked('PATCH')).toBe(0);
    expect(await push.service.recoverFromDowntime()).toBe(1);
    await push.engine.advance(2 * MINUTE);
    await push.clock.refresh();
    await tend();
    push.closed = false;
    expect(await asked('PATCH')).toBe(1);
  });

  it('is for one calendar; where Microsoft refuses that, the default one falls back for a week', async () => {
    const refuse = { type: 'status' as const, status: 400, code: 'BadRequest' };
    await push.engine.simulator.control.setFaults({
      rules: [{ match: { method: 'POST', pathPattern: '/subscriptions$', times: 1 }, action: refuse }],
    });
    await push.engine.db
      .updateTable('calendar_connection')
      .set({ is_default: true })
      .where('id', '=', adele.connectionId)
      .execute();
    await tend();
    const [fallen] = await atGraph();
    expect(fallen?.resource).toMatch(/^users\/[^/]+\/events$/);
    await graph('DELETE', `/${fallen?.id ?? ''}`);
    await push.engine.db.deleteFrom('webhook_subscription').execute();
    await push.engine.advance(7 * DAY);
    await push.clock.refresh();
    await tend();
    const [again] = await atGraph();
    expect(again?.resource).toMatch(/^users\/[^/]+\/calendars\/[^/]+\/events$/);
  });

  // The last: nobody is connected after it.
  it('is shared by all who connected the calendar, handed over, and goes with the last of them', async () => {
    const other = await push.connect(adele.user);
    await tend();
    await tend(other);
    expect(await atGraph()).toHaveLength(1);
    const disconnect = (id: string) =>
      push.engine.db
        .updateTable('calendar_connection')
        .set({ status: 'disconnecting' })
        .where('id', '=', id)
        .execute();
    const { calendar_connection_id: owner } = await row();
    const [first, last] = owner === adele.connectionId ? [adele, other] : [other, adele];
    await disconnect(first.connectionId);
    await tend(first);
    expect(push.finished).toEqual([first.connectionId]);
    expect(await row()).toMatchObject({ health: 'live', calendar_connection_id: last.connectionId });
    expect(await atGraph()).toHaveLength(1);
    await disconnect(last.connectionId);
    await tend(last);
    expect(push.finished).toEqual([first.connectionId, last.connectionId]);
    expect(await atGraph()).toEqual([]);
  });
});
