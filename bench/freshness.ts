/**
 * From the arrival of a notification to the event in GET /api/events: a real process of ROLE=all, the simulator in
 * another, durable PostgreSQL. Idle, and beside the first sync of a calendar of 20,000 events.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { paths } from '@calmirror/api-contract/paths';
import { sql } from 'kysely';
import { Type } from 'typebox';

import { outlookOf } from '../e2e/support/flow.ts';
import { pushedMailboxes, userOf } from './support/pushed-mailboxes.ts';
import type { PushedMailboxes } from './support/pushed-mailboxes.ts';
import { percentile, targets } from './support/targets.ts';

const SAMPLES = 150;
const WARM_UP = 20;
const LOOK_EVERY_MS = 4;
const GIVE_UP_MS = 30_000;
const Events = Type.Object({
  items: Type.Array(Type.Object({ title: Type.Union([Type.String(), Type.Null()]) })),
});

export async function run(options: { events: number }): Promise<void> {
  await using pushed = await pushedMailboxes({ mailboxes: 2, connected: 1, eventsEach: 50 });
  const measure = await measureOf(pushed);
  console.log('freshness: from the arrival of a notification to the event in GET /api/events\n');
  for (let n = 0; n < WARM_UP; n += 1) await measure();

  const list = targets();
  const idle: number[] = [];
  while (idle.length < SAMPLES) idle.push(await measure());
  idle.sort((a, b) => a - b);
  list.check(`idle, p50 of ${SAMPLES}`, percentile(idle, 0.5), 'at most', 100, 'ms');
  list.check('idle, p99', percentile(idle, 0.99), 'at most', 1_000, 'ms');

  await printHops(pushed);

  const beside = await whileSyncing(pushed, options.events, measure);
  beside.sort((a, b) => a - b);
  const name = `beside a first sync of ${options.events.toLocaleString('en')}`;
  list.check(`${name}, p50 of ${beside.length}`, percentile(beside, 0.5), 'at most', 300, 'ms');
  list.check(`${name}, p99`, percentile(beside, 0.99), 'at most', 2_000, 'ms');
}

/** Edits an event, tells of it, and looks until it is there; ms. */
async function measureOf(pushed: PushedMailboxes): Promise<() => Promise<number>> {
  const { simulator, server, person } = pushed;
  const [subscription] = pushed.subscribed;
  const outlook = outlookOf(simulator, userOf(1));
  const eventId = await outlook.create('Measured', 1);
  const start = encodeURIComponent(new Date().toISOString());
  let times = 0;
  return async () => {
    times += 1;
    const title = `Measured ${times}`;
    await outlook.edit(eventId, { subject: title });
    const told = performance.now();
    const answer = await fetch(`${server.url}${paths.microsoftWebhook}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        value: [
          {
            subscriptionId: subscription?.subscriptionId,
            clientState: subscription?.secret,
            changeType: 'updated',
          },
        ],
      }),
    });
    if (answer.status !== 202) throw new Error(`The notification was answered ${answer.status}.`);
    for (;;) {
      const { items } = await person.get(`/api/events?start=${start}&q=Measured`, Events);
      const took = performance.now() - told;
      if (items.some((event) => event.title === title)) return took;
      if (took > GIVE_UP_MS) throw new Error(`${title} was not there after ${GIVE_UP_MS} ms.`);
      await sleep(LOOK_EVERY_MS);
    }
  };
}

/** Where the time went, as the change log has it: medians. */
async function printHops({ db }: PushedMailboxes): Promise<void> {
  const { rows } = await sql<{ opened: number; fetched: number; committed: number }>`
    with recent as (
      select (c.hops->>'notifiedAt')::timestamptz as received, (c.hops->>'fetchedAt')::timestamptz as fetched,
        (c.hops->>'roundStartedAt')::timestamptz as opened, r.finished_at as finished
      from calendar_change c join sync_run r on r.id = c.run_id
      where c.cause = 'notification' order by c.seq desc limit ${SAMPLES}
    )
    select percentile_cont(0.5) within group (order by extract(epoch from opened - received) * 1000) as opened,
      percentile_cont(0.5) within group (order by extract(epoch from fetched - opened) * 1000) as fetched,
      percentile_cont(0.5) within group (order by extract(epoch from finished - fetched) * 1000) as committed
    from recent`.execute(db);
  const [hops] = rows;
  if (hops === undefined) return;
  const ms = (value: number): string => `${Math.round(value)} ms`;
  console.log(
    `  of these: until the round opened ${ms(hops.opened)}, its page was there ${ms(hops.fetched)}, it finished ${ms(hops.committed)}`,
  );
}

/** Samples as long as another mailbox is read for the first time. */
async function whileSyncing(
  { db, simulator, person }: PushedMailboxes,
  events: number,
  measure: () => Promise<number>,
): Promise<number[]> {
  await simulator.control.seed({ user: userOf(2), count: events, shape: 'mixed' });
  const { sessionId, calendars } = await person.beginConnect(userOf(2));
  const first = calendars.find(({ isDefault }) => isDefault);
  await person.request('/api/oauth/microsoft/select', { body: { sessionId, calendarIds: [first?.id] } });
  const isSyncing = async (): Promise<boolean> =>
    (await db.selectFrom('calendar_connection').select('id').where('status', '=', 'connecting').execute())
      .length > 0;
  const samples: number[] = [];
  while (await isSyncing()) samples.push(await measure());
  return samples;
}
