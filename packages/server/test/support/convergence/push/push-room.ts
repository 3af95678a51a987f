/**
 * Where scripts of push are played: a simulator whose clock stands until it is moved and whose notifications go to
 * one address of ours, a real PostgreSQL, and processes of the product that are born and killed behind it.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { paths } from '@calmirror/api-contract';
import { startSimulator } from '@calmirror/graph-simulator';
import type { LoggedRequest, Simulator } from '@calmirror/graph-simulator';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { PgBoss } from 'pg-boss';
import type pg from 'pg';

import type { Database } from '../../../../src/models/database.ts';
import { heartbeatRows } from '../../../../src/models/heartbeat.ts';
import type { Clock } from '../../../../src/platform/clock.ts';
import { newId } from '../../../../src/platform/ids.ts';
import { engineParts } from '../../engine-parts.ts';
import type { EngineParts } from '../../engine-parts.ts';
import { Lifeline } from '../lifeline.ts';
import { connectOwnCalendars, emptyTables, PEOPLE, STARTS_AT, signInAgain } from '../mailboxes.ts';
import type { Accounts } from '../mailboxes.ts';
import { openRoomDatabase } from '../room-database.ts';
import type { MirroredCalendar } from '../verdict.ts';
import { LEASE_SECONDS } from '../worker.ts';
import { Front } from './front.ts';
import { openQueues } from './hand-jobs.ts';
import { startMortalReceiver } from './mortal-receiver.ts';
import { pushWorlds } from './push-worlds.ts';
import type { PushScript } from './push-script.ts';
import { seeded } from './seeded.ts';
import { startService } from './service.ts';
import type { Service } from './service.ts';
import { ToldBook } from './told.ts';

/** Real time that Microsoft waits for an answer here, in place of 3 and 10 seconds. */
const ANSWER_WITHIN_MS = 800;
const TOO_LATE_MS = ANSWER_WITHIN_MS + 100;
const ARRIVES_WITHIN_MS = 20_000;

interface Parts {
  readonly simulator: Simulator;
  readonly front: Front;
  readonly url: string;
  readonly pool: pg.Pool;
  readonly db: Kysely<Database>;
  readonly boss: PgBoss;
  readonly engine: EngineParts;
  readonly clock: Clock;
  readonly now: { ms: number };
  readonly requests: LoggedRequest[];
}

export class PushRoom implements AsyncDisposable {
  readonly simulator: Simulator;
  readonly front: Front;
  readonly db: Kysely<Database>;
  readonly told: ToldBook;
  readonly #parts: Parts;
  #services: Service[] = [];
  #dead: (() => Promise<void>)[] = [];
  #random: () => number = () => 0.5;
  #pageSize = 250;
  #accounts: Accounts | undefined;
  /** Addresses of all requests to Graph, as they went out. */
  readonly asked: string[] = [];
  userId = '';
  calendars: readonly MirroredCalendar[] = [];
  /** Called between the commit of what came and its answer; may never return. */
  beforeAnswer: ((service: { readonly lifeline: Lifeline }) => Promise<void>) | undefined;

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.simulator = parts.simulator;
    this.front = parts.front;
    this.db = parts.db;
    this.told = new ToldBook(parts.db, () => this.asked.length);
  }

  /** @param url of a migrated database that nobody else uses */
  static async open(url: string): Promise<PushRoom> {
    const requests: LoggedRequest[] = [];
    const simulator = await startSimulator({
      log: (entry) => requests.push(entry),
      seed: 'convergence',
      clock: { startsAt: STARTS_AT, stands: true },
      delivery: { gatherMs: 1, firstLimitMs: ANSWER_WITHIN_MS, retryLimitMs: ANSWER_WITHIN_MS },
      population: { mailboxes: PEOPLE.length, eventsEach: 1 },
    });
    const front = await Front.open(TOO_LATE_MS);
    const now = { ms: STARTS_AT };
    const clock: Clock = {
      now: () => now.ms,
      date: () => new Date(now.ms),
      refresh: () => Promise.resolve(),
    };
    const { db, pool } = openRoomDatabase(url);
    const boss = await openQueues(db);
    const engine = await engineParts({ db, clock, leaseSeconds: LEASE_SECONDS });
    return new PushRoom({ simulator, front, url, pool, db, boss, engine, clock, now, requests });
  }

  now(): number {
    return this.#parts.now.ms;
  }

  date(): Date {
    return new Date(this.now());
  }

  get requests(): readonly LoggedRequest[] {
    return this.#parts.requests;
  }

  /** Those that live. */
  get services(): readonly Service[] {
    return this.#services.filter(({ lifeline }) => !lifeline.isCut);
  }

  async begin(script: PushScript): Promise<void> {
    await this.bury();
    const { control } = this.simulator;
    await control.reset({});
    this.#parts.requests.length = 0;
    await control.setSwitches(pushWorlds[script.world]);
    this.#parts.now.ms = STARTS_AT;
    this.#pageSize = script.pageSize;
    this.#random = seeded(script.chance);
    this.front.door = 'open';
    this.front.moveTo('');
    this.told.clear();
    this.asked.length = 0;
    this.beforeAnswer = undefined;
    for (const table of ['webhook_subscription', 'push_rebuild', 'background_job'] as const)
      await this.db.deleteFrom(table).execute();
    await emptyTables(this.db);
    await sql`delete from pgboss.job`.execute(this.db);
    this.userId = newId();
    this.#accounts ??= (await control.accounts()).accounts;
    const of = { accounts: this.#accounts, userId: this.userId };
    this.calendars = await connectOwnCalendars(this.simulator, this.#parts.engine, of);
    await this.db
      .updateTable('calendar_connection')
      .set({ is_default: true })
      .where('name', '=', 'Calendar')
      .execute();
  }

  /** One more process of the product. */
  async start(): Promise<Service> {
    const lifeline = new Lifeline();
    const { url, clock, boss } = this.#parts;
    const { db, pool } = openRoomDatabase(url, lifeline);
    const service = await startService({
      db,
      pool,
      lifeline,
      boss,
      clock,
      simulator: this.simulator,
      apiUrl: this.front.apiUrl,
      pageSize: this.#pageSize,
      random: () => this.#random(),
      someoneDied: () => this.#services.some((each) => each.lifeline.isCut),
      onRequest: (address) => this.asked.push(decodeURIComponent(address)),
      onCommitted: async (items) => {
        await this.told.committed(items);
        await this.beforeAnswer?.({ lifeline });
        await this.front.linger();
      },
    });
    this.#services.push(service);
    this.front.add(service);
    this.#dead.push(async () => {
      await service.end();
      await pool.end().catch(() => undefined);
    });
    return service;
  }

  /** In place of every process: one that only takes notifications, and is killed before it answers. */
  async startMortalReceiver(): Promise<{ readonly committed: () => boolean; end(): Promise<void> }> {
    await this.bury();
    let committed = false;
    const mortal = await startMortalReceiver(
      { databaseUrl: this.#parts.url, simulatorUrl: this.simulator.url },
      async (items) => {
        committed = true;
        await this.told.committed(items);
      },
    );
    this.front.add(mortal);
    return { committed: () => committed, end: () => mortal.kill() };
  }

  /** Whoever was killed is buried. @returns how many */
  dropDead(): number {
    const living = this.services;
    const dead = this.#services.length - living.length;
    this.#services = [...living];
    return dead;
  }

  /** Somebody posts to our address who is not Microsoft, or says again what Microsoft said. @returns the status */
  async post(items: readonly unknown[]): Promise<number> {
    this.told.isOpen = false;
    const response = await fetch(`${this.front.apiUrl}${paths.microsoftWebhook}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ value: items }),
    });
    await response.body?.cancel();
    this.told.isOpen = true;
    return response.status;
  }

  /** Time passes by the clock; what is due at Microsoft by then happens, and has arrived. */
  async advance(ms: number): Promise<void> {
    const { nowMs } = await this.simulator.control.advanceClock({ advanceMs: ms });
    this.#parts.now.ms = nowMs;
    await this.arrived();
  }

  /** Nothing is on its way to us: it was taken, or waits for the clock. */
  async arrived(): Promise<Awaited<ReturnType<Simulator['control']['subscriptions']>>> {
    const until = performance.now() + ARRIVES_WITHIN_MS;
    for (;;) {
      const overview = await this.simulator.control.subscriptions();
      if (overview.deliveries.underWay === 0) return overview;
      if (performance.now() > until) throw new Error('A notification is on its way and does not arrive.');
      await sleep(2);
    }
  }

  /** In place of the ticks that found nothing to do since the last look: somebody was at work all the time. */
  async beat(): Promise<void> {
    await this.db
      .updateTable('background_job')
      .set({ last_run_at: new Date(this.now() - 1_000) })
      .where('name', 'in', heartbeatRows)
      .execute();
  }

  /** Whoever held a lease has been silent for so long that others may take its place. */
  async passLeases(): Promise<void> {
    for (const [table, column] of [
      ['calendar_connection', 'lease_until'],
      ['mailbox_slot', 'lease_until'],
      ['background_job', 'lease_until'],
      ['microsoft_account', 'refresh_lease_until'],
    ] as const) {
      await sql`update ${sql.table(table)} set ${sql.ref(column)} = clock_timestamp() - interval '1 second'
        where ${sql.ref(column)} is not null`.execute(this.db);
    }
  }

  /** Those whose access Microsoft took back sign in again. */
  async signInAgain(): Promise<void> {
    await signInAgain(this.db, this.simulator, this.#parts.engine, {
      accounts: this.#accounts ?? [],
      userId: this.userId,
    });
  }

  /** Every process there is or was; nobody is behind the front then. */
  async bury(): Promise<void> {
    const dead = this.#dead;
    this.#dead = [];
    const services = this.#services;
    this.#services = [];
    for (const service of services) this.front.remove(service);
    for (const end of dead) await end();
  }

  /** As a power failure: all at once, in the middle of whatever they do. */
  async killAll(): Promise<void> {
    for (const { lifeline } of this.#services) lifeline.cut();
    await this.bury();
    await this.passLeases();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bury();
    await this.#parts.boss.stop({ graceful: false });
    await this.simulator[Symbol.asyncDispose]();
    await this.front[Symbol.asyncDispose]();
    await this.#parts.pool.end();
  }
}
