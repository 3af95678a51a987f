/**
 * What notifications cost and how soon they are answered: a real process of ROLE=api, a generator of its own, durable
 * PostgreSQL. Then that nothing told is lost, that many become few rounds, and what becomes of a database that stands
 * still for five seconds.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { paths } from '@calmirror/api-contract/paths';

import { eventually } from '../e2e/support/flow.ts';
import { benchDatabase } from './support/database.ts';
import type { BenchDatabase } from './support/database.ts';
import { pausePostgres } from './support/pause-postgres.ts';
import { cpuSeconds } from './support/process-cpu.ts';
import { pushedMailboxes } from './support/pushed-mailboxes.ts';
import { startServer } from './support/server-under-test.ts';
import { startNotificationLoad } from './support/start-notification-load.ts';
import type { NotificationLoad } from './support/start-notification-load.ts';
import { subscribedCalendars } from './support/subscribed-calendars.ts';
import type { Subscribed } from './support/subscribed-calendars.ts';
import { targets } from './support/targets.ts';
import type { Targets } from './support/targets.ts';

const CALENDARS = 1_000;
const ITEMS_FOR_CPU = 20_000;
const RATE = 1_000;
const RATE_SECONDS = 60;
const PAUSED_MS = 5_000;
const STORM = { calendars: 100, items: 10_000 };

export async function run(): Promise<void> {
  await using load = startNotificationLoad();
  const list = targets();
  {
    await using database = await benchDatabase();
    const subscribed = await subscribedCalendars(database.db, CALENDARS);
    await using server = await startServer({ databaseUrl: database.url, role: 'api' });
    const url = `${server.url}${paths.microsoftWebhook}`;
    const to = { url, subscribed: [...subscribed] };
    console.log(`notifications: ${CALENDARS} calendars, ROLE=api\n`);

    // What is measured is a process that has been at it for a while, its code compiled.
    for (const itemsPerPost of [20, 1]) await load.send({ ...to, itemsPerPost, items: 10_000 });
    for (const itemsPerPost of [1, 5, 20]) {
      const before = cpuSeconds(server.pid ?? 0);
      const { seconds } = await load.send({ ...to, itemsPerPost, items: ITEMS_FOR_CPU });
      const cpu = cpuSeconds(server.pid ?? 0) - before;
      const perWall = Math.round(ITEMS_FOR_CPU / seconds).toLocaleString('en');
      list.check(
        `${itemsPerPost} a POST (${perWall}/s)`,
        ITEMS_FOR_CPU / cpu,
        'at least',
        3_000,
        'items/CPU s',
      );
    }

    const steady = await load.send({ ...to, itemsPerPost: 1, items: RATE * RATE_SECONDS, rate: RATE });
    console.log(
      `\n  ${RATE} items/s, one a POST, for ${RATE_SECONDS} s: answered ${JSON.stringify(steady.statuses)}`,
    );
    list.check('answered 202', steady.statuses['202'] ?? 0, 'at least', RATE * RATE_SECONDS, 'POSTs');
    list.check(`answer, p99 (p50 ${steady.p50.toFixed(1)} ms)`, steady.p99, 'at most', 50, 'ms');
    list.check(
      'calendars not wanted as told',
      await lost(database, subscribed, steady.lastTaken),
      'at most',
      0,
      '',
    );

    await paused(list, load, database, to);
  }
  await storm(list, load);
}

/** Connections that were told something later than their rows say. */
async function lost(
  { db }: BenchDatabase,
  subscribed: readonly Subscribed[],
  lastTaken: readonly number[],
): Promise<number> {
  const rows = await db
    .selectFrom('calendar_connection')
    .select(['id', 'wanted_seq', 'last_notification_at as at'])
    .execute();
  const known = new Map(rows.map((row) => [row.id, row]));
  return subscribed.filter(({ connectionId }, index) => {
    const row = known.get(connectionId);
    return row === undefined || row.wanted_seq === 0 || Number(row.at) < (lastTaken[index] ?? 0);
  }).length;
}

async function paused(
  list: Targets,
  load: NotificationLoad,
  database: BenchDatabase,
  to: { url: string; subscribed: Subscribed[] },
): Promise<void> {
  const items = 15 * RATE;
  const sent = load.send({ ...to, itemsPerPost: 5, items, rate: RATE, redeliver: true });
  await sleep(PAUSED_MS);
  await pausePostgres(database.pool, PAUSED_MS);
  const { statuses, lastTaken, max } = await sent;
  console.log(
    `\n  database stopped for 5 s of 15: answered ${JSON.stringify(statuses)}, those refused sent again`,
  );
  list.check('answered 503', statuses['503'] ?? 0, 'at least', 1, 'POSTs');
  list.check('taken in the end', (statuses['202'] ?? 0) * 5, 'at least', items, 'items');
  list.check('longest answer', max, 'at most', 3_000, 'ms');
  list.check(
    'calendars not wanted as told',
    await lost(database, to.subscribed, lastTaken),
    'at most',
    0,
    '',
  );
}

async function storm(list: Targets, load: NotificationLoad): Promise<void> {
  await using pushed = await pushedMailboxes({
    mailboxes: STORM.calendars,
    connected: STORM.calendars,
    eventsEach: 10,
  });
  const { db, server, subscribed } = pushed;
  const began = new Date();
  const url = `${server.url}${paths.microsoftWebhook}`;
  const { statuses, seconds } = await load.send({
    url,
    subscribed: [...subscribed],
    itemsPerPost: 20,
    items: STORM.items,
  });
  await eventually('every wish is done', 60_000, async () => {
    const rows = await db.selectFrom('calendar_connection').select(['wanted_seq', 'done_seq']).execute();
    return rows.every((row) => row.wanted_seq === row.done_seq);
  });
  const runs = await db
    .selectFrom('sync_run')
    .select(['trigger', 'connection_id as connection'])
    .where('requested_at', '>=', began)
    .execute();
  const told = runs.filter(({ trigger }) => trigger === 'notification');
  const followUps = runs.filter(({ trigger }) => trigger === 'followup').length;
  console.log(
    `\n  ${STORM.items} notifications for ${STORM.calendars} calendars within ${seconds.toFixed(1)} s, ROLE=all: answered ${JSON.stringify(statuses)}`,
  );
  list.check('rounds', told.length, 'at most', 300, 'rounds');
  list.check('follow-ups of empty ones so far', followUps, 'at most', 300, 'rounds');
  const served = new Set(told.map(({ connection }) => connection)).size;
  list.check('calendars that had their round', served, 'at least', STORM.calendars, 'calendars');
}
