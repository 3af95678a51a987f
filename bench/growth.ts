/**
 * What one delta round with one changed event costs while the tables grow tenfold: in rows of events, and in
 * connections. Three databases side by side on one PostgreSQL, 20 live calendars each; rounds go in turn, so
 * that whatever else the machine does befalls all alike. Beside it, what the tick asks every second.
 */
import { sql } from 'kysely';

import { claimDue } from '@calmirror/server/connections/due';
import type { Db } from '@calmirror/server/models/db';
import { claimDueSubscriptions, findUntended } from '@calmirror/server/notifications/due-subscriptions';
import { systemClock } from '@calmirror/server/platform/clock';
import type { EventSyncService } from '@calmirror/server/sync/event-sync-service';

import { engineParts } from '../packages/server/test/support/engine-parts.ts';
import { seedRows } from '../packages/server/test/support/seed-rows.ts';
import { scratchDatabases } from './support/scratch-databases.ts';
import type { ScratchDatabase, ScratchDatabases } from './support/scratch-databases.ts';
import { startEditServer } from './support/start-page-server.ts';
import { printTargets, quantile } from './support/print-targets.ts';

const LIVE = 20;
const ROUNDS = 400;
const NOTIFICATION_URL = 'https://calmirror.example/api/webhooks/microsoft/events';
const sizes = {
  small: { connections: 1_000, eventsEach: 100 },
  events: { connections: 1_000, eventsEach: 1_000 },
  connections: { connections: 10_000, eventsEach: 10 },
};

type Size = keyof typeof sizes;
const names: readonly Size[] = ['small', 'events', 'connections'];

interface Cost {
  readonly round: number[];
  readonly tick: number[];
  /** Looked at in memory or read, of all rounds and ticks of the last half. */
  buffers: number;
}

export async function run(): Promise<void> {
  await using graph = await startEditServer(200);
  await using databases = await scratchDatabases();
  const subjects: Subject[] = [];
  for (const name of names) subjects.push(await prepare(databases, name, graph.url));
  const costs = new Map(names.map((name): [Size, Cost] => [name, { round: [], tick: [], buffers: 0 }]));
  for (let n = 0; n < ROUNDS; n += 1) {
    // Each in turn is the first.
    const order = subjects.map((_, index) => subjects[(index + n) % subjects.length]);
    for (const subject of order)
      if (subject !== undefined) await measure(subject, n, costs.get(subject.name));
  }
  for (const subject of subjects) {
    const cost = costs.get(subject.name);
    if (cost !== undefined) cost.buffers = (await subject.buffersSince()) / ROUNDS;
  }
  report(costs);
}

interface Subject {
  readonly name: Size;
  readonly database: ScratchDatabase;
  readonly sync: EventSyncService;
  readonly live: readonly string[];
  buffersSince(): Promise<number>;
}

async function prepare(databases: ScratchDatabases, name: Size, graphUrl: string): Promise<Subject> {
  const database = await databases.create(`growth_${name}`);
  const { db, pool } = database;
  const clock = systemClock();
  const { connections, eventsEach } = sizes[name];
  const seeded = { people: connections / 10, calendarsEach: 10, eventsEach, now: clock.date() };
  await seedRows(db, { ...seeded, notificationUrl: NOTIFICATION_URL });
  const parts = await engineParts({ db, clock, leaseSeconds: 15 });
  const sync = parts.sync({ graphUrl });
  const live: string[] = [];
  for (let n = 0; n < LIVE; n += 1) {
    const { connectionId } = await parts.connect({
      calendarId: `live${n}`,
      name: 'Live',
      accessToken: 'bench',
    });
    await sync.syncMicrosoftEvents(connectionId, never);
    live.push(connectionId);
  }
  await pool.query('vacuum analyze');
  for (const id of live) await round({ db, sync }, id);
  const before = await buffers(database);
  return { name, database, sync, live, buffersSince: async () => (await buffers(database)) - before };
}

const never = new AbortController().signal;

async function round({ db, sync }: { db: Db; sync: EventSyncService }, id: string): Promise<number> {
  await want(db, id);
  const begun = performance.now();
  await sync.syncMicrosoftEvents(id, never);
  return performance.now() - begun;
}

async function want(db: Db, id: string): Promise<void> {
  await sql`update calendar_connection set wanted_seq = wanted_seq + 1, wanted_cause = 'notification' where id = ${id}`.execute(
    db,
  );
}

async function measure(subject: Subject, n: number, cost: Cost | undefined): Promise<void> {
  const { live, database, sync } = subject;
  const { db } = database;
  const id = live[n % live.length];
  if (id === undefined || cost === undefined) return;
  cost.round.push(await round({ db, sync }, id));
  const clock = systemClock();
  // One is due: a tick that finds none has nothing to look further for.
  await want(db, id);
  const begun = performance.now();
  await claimDue(db, clock, 200);
  await claimDueSubscriptions(db, clock, 200);
  if (n % 15 === 0) await findUntended(db, clock, { mode: 'push', notificationUrl: NOTIFICATION_URL }, 200);
  cost.tick.push(performance.now() - begun);
}

/** Of this database so far. What a session has counted is told when it ends or rests, so all are made to tell. */
async function buffers({ pool }: ScratchDatabase): Promise<number> {
  const clients = await Promise.all(Array.from({ length: 10 }, () => pool.connect()));
  for (const client of clients) await client.query('select pg_stat_force_next_flush()');
  for (const client of clients) client.release();
  const { rows } = await pool.query<{ buffers: string }>(
    'select blks_hit + blks_read as buffers from pg_stat_database where datname = current_database()',
  );
  return Number(rows[0]?.buffers);
}

function report(costs: ReadonlyMap<Size, Cost>): void {
  const of = (name: Size): { round: number; tick: number; buffers: number } => {
    const { round: rounds = [], tick = [], buffers: touched = NaN } = costs.get(name) ?? {};
    return { round: quantile(rounds, 0.5), tick: quantile(tick, 0.5), buffers: touched };
  };
  console.log(`growth: ${LIVE} live calendars, ${ROUNDS} rounds of one edit, medians\n`);
  for (const name of names) {
    const { connections, eventsEach } = sizes[name];
    const cost = of(name);
    console.log(
      `  ${connections.toLocaleString('en').padStart(6)} connections, ${(connections * eventsEach).toLocaleString('en').padStart(9)} rows: ` +
        `round ${cost.round.toFixed(2)} ms, tick ${cost.tick.toFixed(2)} ms, ${cost.buffers.toFixed(0)} buffers for both`,
    );
  }
  const small = of('small');
  printTargets(
    (['events', 'connections'] as const).flatMap((name) => [
      {
        name: `round, 10 × ${name}`,
        reached: of(name).round / small.round,
        target: 1.2,
        better: 'less',
        unit: '×',
      },
      {
        name: `round and tick, 10 × ${name}, buffers`,
        reached: of(name).buffers / small.buffers,
        target: 1.2,
        better: 'less',
        unit: '×',
      },
      {
        name: `tick, 10 × ${name}`,
        reached: of(name).tick / small.tick,
        target: 1.2,
        better: 'less',
        unit: '×',
      },
    ]),
  );
}
