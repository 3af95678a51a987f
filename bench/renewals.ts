/**
 * 1,000 mailboxes of 100 subscriptions each in one tenant, all expiring within a day: the 12-hour job, then every tick
 * of the twelve hours after it, with the real rows, claims, slots, tokens and batches, on a clock that is moved.
 * Only the job library is left out: what is rung is tended at once, two at a time as in the product.
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { sql } from 'kysely';

import { graphSubscriptions } from '@calmirror/server/connections/graph-subscriptions';
import { takeSlot } from '@calmirror/server/connections/mailbox-slots';
import type { Db } from '@calmirror/server/models/db';
import { claimDueSubscriptions } from '@calmirror/server/notifications/due-subscriptions';
import { wantRenewals } from '@calmirror/server/notifications/renewal-store';
import { tendPush } from '@calmirror/server/notifications/tend-push';
import type { TendDeps } from '@calmirror/server/notifications/tend-push';
import { createLogger } from '@calmirror/server/platform/logger';

import { engineParts } from '../packages/server/test/support/engine-parts.ts';
import { steppingClock } from '../packages/server/test/support/rows.ts';
import { scratchDatabases } from './support/scratch-databases.ts';
import { printTargets } from './support/print-targets.ts';

const MAILBOXES = 1_000;
const EACH = 100;
const STEP_MS = 10_000;
const HOUR_MS = 3_600_000;
const HOURS = 12;
const AT_ONCE = 2;
const NOTIFICATION_URL = 'https://calmirror.example/api/webhooks/microsoft/events';
const never = new AbortController().signal;

export async function run(): Promise<void> {
  const clock = steppingClock();
  await using databases = await scratchDatabases();
  await using graph = await startGraph(clock.now());
  const { db, pool } = await databases.create('renewals');
  const parts = await engineParts({ db, clock, leaseSeconds: 15 });
  await seed(db, clock.date(), parts);
  await pool.query('vacuum analyze');

  const rung: string[] = [];
  const deps: TendDeps = {
    db,
    clock,
    ring: (name, payloads) => {
      if (name === 'subscription.tend') rung.push(...payloads.map(({ connectionId }) => connectionId));
      return Promise.resolve();
    },
    api: graphSubscriptions(parts.graph({ graphUrl: graph.url })),
    logger: createLogger({ level: 'silent' }),
    checkEndpoint: () => Promise.resolve({ kind: 'answers' }),
    lifetimeMinutes: 4_320,
    random: Math.random,
    reach: { mode: 'push', notificationUrl: NOTIFICATION_URL },
    takeServiceSlot: (mailboxId) => takeSlot(db, mailboxId, 'service', 'bench', 15),
    finishDisconnect: () => Promise.resolve(),
  };
  console.log(
    `renewals: ${MAILBOXES} mailboxes × ${EACH} subscriptions of one tenant, expiring within a day\n`,
  );
  const begun = performance.now();
  const cpu = process.cpuUsage();
  const wanted = await wantRenewals(db, clock);
  const memory: number[] = [];
  for (let hour = 1; hour <= HOURS; hour += 1) {
    for (let step = 0; step < HOUR_MS / STEP_MS; step += 1) {
      clock.advance(STEP_MS);
      await graph.moveTo(clock.now());
      await tendAllDue(deps, rung);
    }
    memory.push(heapMb());
    const { renewed, throttled } = await graph.moveTo(clock.now());
    console.log(
      `  hour ${String(hour).padStart(2)}: ${renewed} renewed, ${throttled} throttled, heap ${memory.at(-1)?.toFixed(1)} MB`,
    );
  }
  const seconds = (performance.now() - begun) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const counts = await graph.moveTo(clock.now());
  const { rows } = await sql<{ left: number }>`select count(*)::int as left from webhook_subscription
    where not is_active or expiration_date_time < ${new Date(clock.now() + 24 * HOUR_MS)}`.execute(db);
  const total = MAILBOXES * EACH;
  console.log(
    `\n  ${wanted} wanted, ${counts.batches} batches and ${counts.single} single PATCHes; each subscription cost ` +
      `${((seconds / total) * 1_000).toFixed(2)} ms, ${((user + system) / 1_000 / total).toFixed(2)} ms of our CPU, ` +
      `${((counts.batches + counts.single) / total).toFixed(3)} requests`,
  );
  printTargets([
    { name: 'not renewed in 12 hours', reached: rows[0]?.left ?? NaN, target: 0, better: 'less', unit: '' },
    { name: 'PATCHes that Graph throttled', reached: counts.throttled, target: 0, better: 'less', unit: '' },
    { name: 'PATCHed twice within 10 minutes', reached: counts.tooSoon, target: 0, better: 'less', unit: '' },
    {
      name: 'heap, hour 12 beside hour 2',
      reached: (memory.at(-1) ?? NaN) / (memory[1] ?? NaN),
      target: 1.1,
      better: 'less',
      unit: '×',
    },
  ]);
}

/** As the tick: claims until nothing is due, and what is rung meanwhile. */
async function tendAllDue(deps: TendDeps, rung: string[]): Promise<void> {
  for (;;) {
    rung.push(
      ...(await claimDueSubscriptions(deps.db, deps.clock, 200)).map(({ connectionId }) => connectionId),
    );
    if (rung.length === 0) return;
    const todo = rung.splice(0);
    const work = async (): Promise<void> => {
      for (let id = todo.shift(); id !== undefined; id = todo.shift()) {
        if (!(await tendPush(deps, id, never))) rung.push(id);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }
}

/** Accounts with real tokens, one by one; their calendars and subscriptions by SQL. */
async function seed(db: Db, now: Date, parts: Awaited<ReturnType<typeof engineParts>>): Promise<void> {
  for (let n = 1; n <= MAILBOXES; n += 1) {
    const identity = { tenantId: 'tenant', objectId: `object-${n}` };
    await parts.connect({ calendarId: 'calendar-1', name: 'Calendar', accessToken: 'bench', identity });
  }
  await sql`update calendar_connection set status = 'active', wanted_full = false, wanted_cause = null`.execute(
    db,
  );
  await sql`insert into calendar_connection (id, user_id, account_id, mailbox_id, external_calendar_id, name, status, created_at, updated_at)
    select gen_random_uuid(), user_id, account_id, mailbox_id, 'calendar-' || n, 'Calendar', 'active', ${now}, ${now}
    from calendar_connection cross join generate_series(2, ${EACH}::int) n`.execute(db);
  await sql`insert into webhook_subscription (id, calendar_connection_id, mailbox_id, account_id, external_calendar_id, subscription_id,
      resource_path, notification_url, client_state, expiration_date_time, is_active, health, next_check_at, created_at, updated_at)
    select gen_random_uuid(), id, mailbox_id, account_id, external_calendar_id, gen_random_uuid()::text, 'users/x/events',
      ${NOTIFICATION_URL}, id::text, ${now}::timestamptz + (13 + random() * 11) * interval '1 hour', true, 'live',
      ${now}::timestamptz + interval '13 hours', ${now}::timestamptz - interval '2 days', ${now}
    from calendar_connection`.execute(db);
}

function heapMb(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') Reflect.apply(collect, undefined, []);
  return process.memoryUsage().heapUsed / 1_048_576;
}

interface Counts {
  readonly batches: number;
  readonly single: number;
  readonly renewed: number;
  readonly throttled: number;
  readonly tooSoon: number;
}

interface RenewalGraph extends AsyncDisposable {
  readonly url: string;
  /** @returns what it has counted so far */
  moveTo(ms: number): Promise<Counts>;
}

async function startGraph(now: number): Promise<RenewalGraph> {
  const child: ChildProcess = fork(path.join(import.meta.dirname, 'support/renewal-graph.ts'), [String(now)]);
  const answer = async (): Promise<object> => {
    const told = await new Promise<unknown>((resolve) => {
      child.once('message', resolve);
    });
    if (typeof told !== 'object' || told === null) throw new Error('The stand-in for Graph said nothing.');
    return told;
  };
  const ready = await answer();
  return {
    url: 'url' in ready ? String(ready.url) : '',
    moveTo: async (ms) => {
      child.send(ms);
      const told = await answer();
      const count = (name: string): number => Number(Reflect.get(told, name));
      return {
        batches: count('batches'),
        single: count('single'),
        renewed: count('renewed'),
        throttled: count('throttled'),
        tooSoon: count('tooSoon'),
      };
    },
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}
