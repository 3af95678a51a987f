import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { SandboxClient } from '@calmirror/sandbox';

import {
  calendarsOf,
  eventsNamed,
  eventually,
  outlookOf,
  startFlow,
  untilActive,
  untilEqual,
  untilPushed,
} from './support/flow.ts';
import type { Flow } from './support/flow.ts';

const adele = 'adele@contoso.example';
/** The promise: an edit is visible within two seconds, by push. */
const PROMISE_MS = 2_000;

let flow: Flow;
let person: SandboxClient;
let connections: Map<string, string>;

beforeAll(async () => {
  flow = await startFlow();
  person = await flow.signUp();
  const { calendars } = await person.beginConnect(adele);
  connections = await person.connect(
    adele,
    calendars.slice(0, 2).map((calendar) => calendar.name),
  );
});
afterAll(() => flow[Symbol.asyncDispose]());

describe('from a sign-up to a mirror', () => {
  it('connects the two calendars that were chosen, and no other', async () => {
    expect([...connections.keys()].toSorted()).toEqual(
      (await calendarsOf(person)).map((each) => each.name).toSorted(),
    );
    expect(connections.size).toBe(2);
  });

  it('mirrors both calendars field by field', async () => {
    await untilActive(person);
    for (const [calendarName, connectionId] of connections) {
      await untilEqual(flow, { connectionId, user: adele, calendarName });
    }
  });

  it('subscribes to both, so that they are pushed', async () => {
    await untilPushed(person);
  });

  it('shows a created, an edited and a deleted event within two seconds, by push', async () => {
    const outlook = outlookOf(flow.simulator, adele);
    const id = await outlook.create('Lunch with Alex', 3);
    await eventually(
      'the event is there',
      PROMISE_MS,
      async () => (await eventsNamed(person, 'Lunch with Alex'))[0],
    );
    await outlook.edit(id, { subject: 'Dinner with Alex' });
    await eventually(
      'its new title is there',
      PROMISE_MS,
      async () => (await eventsNamed(person, 'Dinner with Alex'))[0],
    );
    expect(await eventsNamed(person, 'Lunch with Alex')).toEqual([]);
    await outlook.remove(id);
    await eventually(
      'it is gone',
      PROMISE_MS,
      async () => (await eventsNamed(person, 'Dinner with Alex')).length === 0,
    );
    const changes = await flow.db
      .selectFrom('calendar_change')
      .select(['kind', 'cause'])
      .where('kind', 'in', ['event.created', 'event.updated', 'event.deleted'])
      .orderBy('seq')
      .execute();
    expect(changes).toEqual([
      { kind: 'event.created', cause: 'notification' },
      { kind: 'event.updated', cause: 'notification' },
      { kind: 'event.deleted', cause: 'notification' },
    ]);
  });

  it('turns a burst of edits into few rounds', async () => {
    const outlook = outlookOf(flow.simulator, adele);
    const before = await flow.db
      .selectFrom('sync_run')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    await Promise.all(Array.from({ length: 30 }, (_, index) => outlook.create(`Burst ${index}`, 5)));
    await eventually('the last of the burst is there', 5_000, async () => {
      const named = await Promise.all(
        Array.from({ length: 30 }, (_, index) => eventsNamed(person, `Burst ${index}`)),
      );
      return named.every((events) => events.length === 1);
    });
    const after = await flow.db
      .selectFrom('sync_run')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    expect(after.count - before.count).toBeLessThan(15);
  });
});

describe('trouble with Microsoft', () => {
  it('asks the person to sign in again when the grant was revoked, keeps the events, and heals on reconnecting', async () => {
    const kept = (await eventsNamed(person, 'Burst 1')).length;
    await flow.simulator.control.revoke({ user: adele, accessTokens: true });
    const [first] = [...connections.values()];
    await person.request(`/api/calendars/${first}/sync`, { method: 'POST' });
    const stopped = await eventually('the calendars want a person', 10_000, async () => {
      const calendars = await calendarsOf(person);
      return calendars.every((calendar) => calendar.status === 'reauth_required') && calendars;
    });
    expect(stopped[0]?.statusReason).toMatch(/connect .*again/i);
    expect(await eventsNamed(person, 'Burst 1')).toHaveLength(kept);
    const refused = await person.request(`/api/calendars/${first}/sync`, { method: 'POST' });
    expect(refused.status).toBe(409);

    await outlookOf(flow.simulator, adele).create('While we were away', 6);
    await person.beginConnect(adele);
    await untilActive(person);
    await eventually(
      'what happened meanwhile is there',
      10_000,
      async () => (await eventsNamed(person, 'While we were away'))[0],
    );
  });

  it('goes on by itself after Microsoft was throttling', async () => {
    await flow.simulator.control.setFaults({
      rules: [
        {
          match: { pathPattern: 'calendarView/delta', times: 2 },
          action: { type: 'status', status: 429, retryAfter: 1 },
        },
      ],
    });
    await outlookOf(flow.simulator, adele).create('After the storm', 7);
    await eventually('it is there', 15_000, async () => (await eventsNamed(person, 'After the storm'))[0]);
    await flow.simulator.control.clearFaults();
  });

  it('reads everything again when Microsoft forgot our place', async () => {
    await flow.simulator.control.killDeltaTokens({ user: adele });
    await outlookOf(flow.simulator, adele).create('Found again', 8);
    await eventually('it is there', 15_000, async () => (await eventsNamed(person, 'Found again'))[0]);
  });
});

describe('disconnecting', () => {
  it('erases the events of a purged calendar, and its subscription at Microsoft goes', async () => {
    const [, second] = [...connections.values()];
    const answer = await person.request(`/api/calendars/${second}`, { method: 'DELETE' });
    expect(answer.status).toBe(204);
    const left = await flow.db
      .selectFrom('calendar_event')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('connection_id', '=', second ?? '')
      .executeTakeFirstOrThrow();
    expect(left.count).toBe(0);
    await eventually(
      'the row is gone when the subscription is',
      10_000,
      async () => (await calendarsOf(person)).length === 1,
    );
    const subscriptions = await flow.db
      .selectFrom('webhook_subscription')
      .select('id')
      .where('calendar_connection_id', '=', second ?? '')
      .execute();
    expect(subscriptions).toEqual([]);
  });

  it('keeps the events of a calendar that was only disconnected, and syncs it no more', async () => {
    const [first] = [...connections.values()];
    const answer = await person.request(`/api/calendars/${first}?data=keep`, { method: 'DELETE' });
    expect(answer.status).toBe(204);
    await eventually(
      'it is disconnected',
      10_000,
      async () => (await calendarsOf(person))[0]?.status === 'disconnected',
    );
    expect(await eventsNamed(person, 'After the storm')).toHaveLength(1);
    await outlookOf(flow.simulator, adele).create('Not for us', 9);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await eventsNamed(person, 'Not for us')).toEqual([]);
  });
});

describe('a calendar that somebody else shares with the account', () => {
  it('is mirrored by polling, without what its owner keeps private, and follows its owner', async () => {
    const other = await flow.signUp();
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const inAlexsCalendar = (title: string, sensitivity: string) =>
      flow.simulator.control.createEvent({
        user: 'alex@contoso.example',
        calendar: 'Work projects',
        event: {
          subject: title,
          sensitivity,
          start: { dateTime: `${tomorrow}T09:00:00`, timeZone: 'UTC' },
          end: { dateTime: `${tomorrow}T10:00:00`, timeZone: 'UTC' },
        },
      });
    await inAlexsCalendar('Ship the boat', 'normal');
    await inAlexsCalendar('Job interview', 'private');
    const connections = await other.connect(adele, ['Alex Wilber']);
    await untilActive(other);
    expect((await calendarsOf(other)).map(({ name, freshness }) => [name, freshness.mode])).toEqual([
      ['Alex Wilber', 'polling'],
    ]);
    expect(await eventsNamed(other, 'Ship the boat')).toHaveLength(1);
    expect(await eventsNamed(other, 'Job interview')).toEqual([]);

    await inAlexsCalendar('Paint the boat', 'normal');
    await other.request(`/api/calendars/${connections.get('Alex Wilber') ?? ''}/sync`, { method: 'POST' });
    await eventually(
      'the new event is there',
      10_000,
      async () => (await eventsNamed(other, 'Paint the boat'))[0],
    );
  });
});
