/**
 * Where scripts are played: a simulator whose clock stands still until it is moved, a real PostgreSQL, and workers
 * that are born and killed. One room plays one script at a time; the world is made anew for each.
 */
import { startSimulator } from '@calmirror/graph-simulator';
import type { Simulator } from '@calmirror/graph-simulator';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type pg from 'pg';

import { raiseWanted } from '../../../src/connections/due.ts';
import type { Database } from '../../../src/models/database.ts';
import type { Clock } from '../../../src/platform/clock.ts';
import { newId } from '../../../src/platform/ids.ts';
import { engineParts } from '../engine-parts.ts';
import type { EngineParts } from '../engine-parts.ts';
import { Lifeline } from './lifeline.ts';
import { connectOwnCalendars, emptyTables, PEOPLE, STARTS_AT, signInAgain } from './mailboxes.ts';
import type { Accounts } from './mailboxes.ts';
import { startMortalProcess } from './mortal-process.ts';
import type { MortalProcess } from './mortal-process.ts';
import { openRoomDatabase } from './room-database.ts';
import type { Script } from './script.ts';
import type { MirroredCalendar } from './verdict.ts';
import { worlds } from './worlds.ts';
import { LEASE_SECONDS, startWorker } from './worker.ts';

export interface Worker {
  readonly lifeline: Lifeline;
  /** Everything that is due, once or more often, until nothing is. */
  work(): Promise<void>;
  /** It ends in peace: nothing of it is under way. */
  retire(): void;
}

/** What ties a worker to the world. Where nobody cut them, the next one may have them: PostgreSQL forks slowly. */
interface Ties {
  readonly db: Kysely<Database>;
  readonly pool: pg.Pool;
  readonly lifeline: Lifeline;
  /** How much of the worker's work is under way. */
  busy: number;
}

export class Room implements AsyncDisposable {
  readonly simulator: Simulator;
  readonly db: Kysely<Database>;
  readonly #url: string;
  readonly #pool: pg.Pool;
  readonly #parts: EngineParts;
  readonly #clock: Clock;
  readonly #now: { ms: number };
  #born: Ties[] = [];
  #atRest: Ties[] = [];
  #pageSize = 250;
  #userId = '';
  #accounts: Accounts | undefined;
  readonly #seen: { readonly requests: number };
  calendars: readonly MirroredCalendar[] = [];

  private constructor(parts: {
    simulator: Simulator;
    url: string;
    pool: pg.Pool;
    db: Kysely<Database>;
    engine: EngineParts;
    clock: Clock;
    now: { ms: number };
    seen: { readonly requests: number };
  }) {
    this.#seen = parts.seen;
    this.simulator = parts.simulator;
    this.db = parts.db;
    this.#url = parts.url;
    this.#pool = parts.pool;
    this.#parts = parts.engine;
    this.#clock = parts.clock;
    this.#now = parts.now;
  }

  /** @param url of a migrated database that nobody else uses */
  static async open(url: string): Promise<Room> {
    const seen = { requests: 0 };
    const simulator = await startSimulator({
      log: () => {
        seen.requests += 1;
      },
      seed: 'convergence',
      clock: { startsAt: STARTS_AT, stands: true },
      population: { mailboxes: PEOPLE.length, eventsEach: 1 },
    });
    const now = { ms: STARTS_AT };
    const clock: Clock = {
      now: () => now.ms,
      date: () => new Date(now.ms),
      refresh: () => Promise.resolve(),
    };
    const { db, pool } = openRoomDatabase(url);
    const engine = await engineParts({ db, clock, leaseSeconds: LEASE_SECONDS });
    return new Room({ simulator, url, pool, db, engine, clock, now, seen });
  }

  now(): number {
    return this.#now.ms;
  }

  /** Requests that Microsoft has answered so far. */
  requestsAnswered(): number {
    return this.#seen.requests;
  }

  async advance(ms: number): Promise<void> {
    const { nowMs } = await this.simulator.control.advanceClock({ advanceMs: ms });
    this.#now.ms = nowMs;
  }

  /** An empty mirror, and mailboxes as the script wants them to begin. */
  async begin(script: Script): Promise<void> {
    await this.#bury({ cutAll: false });
    const { control } = this.simulator;
    await control.reset({});
    await control.setSwitches({
      ...worlds[script.world],
      occurrenceIds: script.occurrenceIds,
      rangeOnlyChange: script.rangeOnlyChange,
      seriesPages: script.seriesPages,
    });
    this.#now.ms = STARTS_AT;
    this.#pageSize = script.pageSize;
    await emptyTables(this.db);
    this.#userId = newId();
    // Asked once: the list fills every demo mailbox, and nobody's ids change.
    this.#accounts ??= (await control.accounts()).accounts;
    const of = { accounts: this.#accounts, userId: this.#userId };
    this.calendars = await connectOwnCalendars(this.simulator, this.#parts, of);
  }

  /** A process that has just started: it remembers nothing. */
  async worker(): Promise<Worker> {
    const ties = this.#atRest.pop() ?? this.#newTies();
    const { db, lifeline } = ties;
    this.#born.push(ties);
    const worker = await startWorker({
      db,
      clock: this.#clock,
      simulator: this.simulator,
      pageSize: this.#pageSize,
      fetch: lifeline.fetch,
    });
    const retire = (): void => {
      this.#born = this.#born.filter((each) => each !== ties);
      this.#atRest.push(ties);
    };
    const work = async (): Promise<void> => {
      ties.busy += 1;
      await worker.work().finally(() => {
        ties.busy -= 1;
      });
    };
    return { lifeline, work, retire };
  }

  #newTies(): Ties {
    const lifeline = new Lifeline();
    return { lifeline, ...openRoomDatabase(this.#url, lifeline), busy: 0 };
  }

  /** As a worker, but really a process. */
  async mortalProcess(): Promise<MortalProcess> {
    return startMortalProcess({
      databaseUrl: this.#url,
      simulator: this.simulator,
      pageSize: this.#pageSize,
    });
  }

  async notify(calendar: MirroredCalendar): Promise<void> {
    await raiseWanted(this.db, [calendar.connectionId], 'notification', this.#clock.date());
  }

  async want(calendar: MirroredCalendar, full: boolean): Promise<void> {
    const sync = this.#parts.sync({ graphUrl: `${this.simulator.url}/v1.0` });
    await sync
      .requestSync({ connectionId: calendar.connectionId, userId: this.#userId, full })
      // Refused where it cannot sync: that is an answer, too.
      .catch(() => undefined);
  }

  /** Whoever held a lease has been silent for so long that others may take its place. */
  async passLeases(): Promise<void> {
    await sql`update calendar_connection set lease_until = clock_timestamp() - interval '1 second'
      where lease_until is not null`.execute(this.db);
    await sql`update mailbox_slot set lease_until = clock_timestamp() - interval '1 second'
      where lease_until is not null`.execute(this.db);
    await sql`update microsoft_account set refresh_lease_until = clock_timestamp() - interval '1 second'
      where refresh_lease_until is not null`.execute(this.db);
  }

  /** Those whose access Microsoft took back sign in again. */
  async signInAgain(): Promise<number> {
    return signInAgain(this.db, this.simulator, this.#parts, {
      accounts: this.#accounts ?? [],
      userId: this.#userId,
    });
  }

  /** Every worker there ever was; the ties of those that came to rest are kept for the next. */
  async #bury({ cutAll }: { readonly cutAll: boolean }): Promise<void> {
    const all = [...this.#born, ...this.#atRest];
    this.#born = [];
    for (const { lifeline, busy } of all) if (cutAll || busy > 0) lifeline.cut();
    this.#atRest = all.filter(({ lifeline }) => !lifeline.isCut);
    const dead = all.filter(({ lifeline }) => lifeline.isCut);
    await Promise.all(dead.map(({ pool }) => pool.end().catch(() => undefined)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#bury({ cutAll: true });
    await this.simulator[Symbol.asyncDispose]();
    await this.#pool.end();
  }
}
