/**
 * The sync engine on the real PostgreSQL against the real simulator over HTTP, in this process, so that a
 * test can look at every row between two steps. Jobs are recorded, not run: a test rings by hand.
 */
import { startSimulator } from '@calmirror/graph-simulator';
import type { Simulator } from '@calmirror/graph-simulator';
import type { Kysely } from 'kysely';

import type { Database } from '../../src/models/database.ts';
import type { JobName } from '../../src/models/job-catalogue.ts';
import { storedOffsetClock } from '../../src/platform/clock.ts';
import type { Clock } from '../../src/platform/clock.ts';
import type { EventSyncService } from '../../src/sync/event-sync-service.ts';
import { engineParts } from './engine-parts.ts';
import { testDatabase } from './postgres.ts';

export interface Engine extends AsyncDisposable {
  readonly db: Kysely<Database>;
  readonly url: string;
  readonly simulator: Simulator;
  readonly sync: EventSyncService;
  /** That of the engine; refreshed by advance. */
  readonly clock: Clock;
  readonly rung: { name: JobName; connectionId: string }[];
  /** Another worker on the same rows, as a second process would be. */
  worker(): EventSyncService;
  connect(user: string, calendarName?: string): Promise<EngineCalendar>;
  /** Moves the clocks of engine and simulator together. */
  advance(ms: number): Promise<void>;
}

export interface EngineCalendar {
  readonly user: string;
  readonly userId: string;
  readonly connectionId: string;
  readonly calendarId: string;
  readonly calendarName: string;
  /** Works until nothing is due any more; returns how often it worked. */
  settle(): Promise<void>;
  /** As a notification would: one more round. */
  notify(): Promise<void>;
  /** The owner's own edits, over Graph. Path after `/me`. */
  graph(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
}

export async function startEngine(
  options: {
    readonly leaseSeconds?: number;
    readonly fetch?: typeof fetch;
    /** Real ms that Microsoft gives our address. */
    readonly handshakeLimitMs?: number;
  } = {},
): Promise<Engine> {
  const database = await testDatabase();
  const simulator = await startSimulator(
    options.handshakeLimitMs === undefined ? {} : { delivery: { retryLimitMs: options.handshakeLimitMs } },
  );
  const { db } = database;
  const clock = storedOffsetClock(db);
  const parts = await engineParts({
    db,
    clock,
    leaseSeconds: options.leaseSeconds ?? 2,
    entra: { clientId: simulator.clientId, clientSecret: simulator.clientSecret, loginUrl: simulator.url },
  });
  const rung: Engine['rung'] = [];
  const worker = (): EventSyncService =>
    parts.sync(
      {
        graphUrl: `${simulator.url}/v1.0`,
        ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
      },
      (name, payloads) => {
        rung.push(...payloads.map((payload) => ({ name, connectionId: payload.connectionId })));
        return Promise.resolve();
      },
    );
  const sync = worker();

  const connect = async (user: string, calendarName = 'Calendar'): Promise<EngineCalendar> => {
    const { accounts } = await simulator.control.accounts();
    const person = accounts.find((account) => account.userPrincipalName === user);
    if (person === undefined) throw new Error(`There is no ${user}.`);
    const token = await simulator.control.token({ user, appId: simulator.clientId });
    const graphCall = async (
      method: string,
      path: string,
      body?: unknown,
    ): Promise<Record<string, unknown>> => {
      const owner = await simulator.control.token({ user });
      const response = await fetch(`${simulator.url}/v1.0/me${path}`, {
        method,
        headers: {
          authorization: `Bearer ${owner.accessToken}`,
          prefer: 'IdType="ImmutableId"',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      const answer: unknown = text === '' ? {} : JSON.parse(text);
      return typeof answer === 'object' && answer !== null ? { ...answer } : {};
    };
    const listed = await graphCall('GET', '/calendars?$top=100');
    const calendars = Array.isArray(listed['value']) ? listed['value'] : [];
    const calendar: unknown = calendars.find(
      (each: unknown) =>
        typeof each === 'object' && each !== null && 'name' in each && each.name === calendarName,
    );
    if (
      typeof calendar !== 'object' ||
      calendar === null ||
      !('id' in calendar) ||
      typeof calendar.id !== 'string'
    ) {
      throw new Error(`${user} has no calendar ${calendarName}.`);
    }
    const calendarId = calendar.id;
    const { userId, connectionId } = await parts.connect({
      calendarId,
      name: calendarName,
      accessToken: token.accessToken,
      identity: { tenantId: person.tenantId, objectId: person.id },
    });
    const signal = new AbortController().signal;
    return {
      user,
      userId,
      connectionId,
      calendarId,
      calendarName,
      graph: graphCall,
      settle: async () => {
        for (let turn = 0; turn < 50; turn += 1) {
          await sync.syncMicrosoftEvents(connectionId, signal);
          const row = await db
            .selectFrom('calendar_connection')
            .select(['wanted_seq', 'done_seq', 'wanted_full', 'not_before', 'status'])
            .where('id', '=', connectionId)
            .executeTakeFirstOrThrow();
          const wanted = row.wanted_seq > row.done_seq || row.wanted_full;
          if (!wanted || row.not_before !== null || (row.status !== 'active' && row.status !== 'connecting'))
            return;
        }
        throw new Error('The calendar does not settle.');
      },
      notify: async () => {
        await db
          .updateTable('calendar_connection')
          .set((eb) => ({
            wanted_seq: eb('wanted_seq', '+', 1),
            wanted_cause: 'notification' as const,
            last_notification_at: clock.date(),
          }))
          .where('id', '=', connectionId)
          .execute();
      },
    };
  };

  return {
    db,
    url: database.url,
    simulator,
    sync,
    clock,
    rung,
    worker,
    connect,
    advance: async (ms) => {
      await db
        .insertInto('clock_offset')
        .values({ offset_ms: ms })
        .onConflict((conflict) =>
          conflict
            .column('only_row')
            .doUpdateSet((eb) => ({ offset_ms: eb('clock_offset.offset_ms', '+', ms) })),
        )
        .execute();
      await clock.refresh();
      await simulator.control.advanceClock({ advanceMs: ms });
    },
    [Symbol.asyncDispose]: async () => {
      await simulator[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}
