/**
 * The sync engine on the real PostgreSQL against a Graph of a few lines, for pages that the simulator
 * cannot be brought to send. The test writes the answers; everything from the HTTP client on is real.
 */
import type { Fetch } from '@calmirror/graph-client';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';

import type { GraphAccess } from '../../src/connections/graph-access.ts';
import type { AccessTokens } from '../../src/connections/access-tokens.ts';
import type { Database } from '../../src/models/database.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { newId } from '../../src/platform/ids.ts';
import type { EventSyncService } from '../../src/sync/event-sync-service.ts';
import type { Vault } from '../../src/vault/vault.ts';
import { engineParts } from './engine-parts.ts';
import { testDatabase } from './postgres.ts';

export type Json = Readonly<Record<string, unknown>>;

export interface TinyAnswer {
  readonly status?: number;
  readonly body: unknown;
  /** In place of the body as JSON. */
  readonly text?: string;
}

/** One of the questions that a round asks. `link` is what a page before gave out, null at the start of a baseline. */
export type TinyQuestion =
  | {
      readonly ask: 'delta';
      readonly link: string | null;
      readonly start: string | null;
      readonly pageSize: number;
    }
  | { readonly ask: 'view'; readonly link: string | null; readonly pageSize: number }
  | { readonly ask: 'instances'; readonly id: string }
  | { readonly ask: 'event'; readonly id: string }
  | { readonly ask: 'calendars' };

export interface TinyCalendar {
  readonly connectionId: string;
  readonly userId: string;
  readonly calendarId: string;
  /** Every question since the calendar was connected, as `delta`, `event:A`, … */
  readonly asked: string[];
  readonly sync: EventSyncService;
  readonly graph: GraphAccess;
  /** One turn of a worker; a back-off is over by then. */
  work(): Promise<void>;
  /** A notification, then turns until nothing is due: at most `turns`. */
  round(turns?: number): Promise<void>;
  rows(): Promise<TinyRow[]>;
  connection(): Promise<Record<string, unknown>>;
}

export interface TinyRow {
  readonly external_id: string;
  readonly type: string;
  readonly title: string | null;
  readonly start_at: Date;
  readonly end_at: Date;
  readonly start_date: string | null;
  readonly end_date: string | null;
  readonly is_all_day: boolean;
  readonly series_master_id: string | null;
  readonly is_history: boolean;
}

export interface TinyGraph extends AsyncDisposable {
  readonly db: Kysely<Database>;
  readonly vault: Vault;
  readonly tokens: AccessTokens;
  connect(answer: (question: TinyQuestion) => TinyAnswer | Promise<TinyAnswer>): Promise<TinyCalendar>;
}

const GRAPH = 'https://graph.example/v1.0';

/** A page with what leads on from it; `next` and `delta` are any text. */
export function page(items: readonly unknown[], on: { next: string } | { delta: string }): TinyAnswer {
  const link = (text: string): string => `${GRAPH}/link?at=${encodeURIComponent(text)}`;
  return {
    body: {
      value: items,
      ...('next' in on ? { '@odata.nextLink': link(on.next) } : { '@odata.deltaLink': link(on.delta) }),
    },
  };
}

/** The end of a view. */
export function viewEnd(items: readonly unknown[]): TinyAnswer {
  return { body: { value: items } };
}

export const gone: TinyAnswer = { status: 404, body: { error: { code: 'ErrorItemNotFound', message: '' } } };
export const lost: TinyAnswer = { status: 410, body: { error: { code: 'SyncStateNotFound', message: '' } } };
export const broken: TinyAnswer = { status: 500, body: { error: { code: 'UnknownError', message: '' } } };

/** Answers each link with its page; other questions by `asks`, else 404. */
export function answering(
  pages: Readonly<Record<string, TinyAnswer>>,
  asks: Readonly<Record<string, TinyAnswer>> = {},
): (question: TinyQuestion) => TinyAnswer {
  return (question) => {
    if (question.ask === 'delta') return pages[question.link ?? ''] ?? lost;
    if (question.ask === 'calendars') return asks['calendars'] ?? { body: { value: [] } };
    if (question.ask === 'view') return gone;
    return asks[`${question.ask}:${question.id}`] ?? gone;
  };
}

export async function startTinyGraph(): Promise<TinyGraph> {
  const database = await testDatabase();
  const { db } = database;
  const clock = systemClock();
  const parts = await engineParts({ db, clock, leaseSeconds: 5 });
  const { vault, tokens } = parts;

  const connect: TinyGraph['connect'] = async (answer) => {
    const calendarId = `calendar-${newId()}`;
    const { userId, connectionId } = await parts.connect({
      calendarId,
      name: 'Tiny',
      accessToken: `token-${newId()}`,
    });

    const asked: string[] = [];
    const fetch: Fetch = async (url, init) => {
      const question = questionOf(new URL(url), new Headers(init?.headers).get('prefer') ?? '');
      asked.push('id' in question ? `${question.ask}:${question.id}` : question.ask);
      const { status = 200, body, text } = await answer(question);
      return text === undefined ? Response.json(body, { status }) : new Response(text, { status });
    };
    const sync = parts.sync({ graphUrl: GRAPH, fetch });
    const work = async (): Promise<void> => {
      await sql`update calendar_connection set not_before = null where id = ${connectionId}`.execute(db);
      await sync.syncMicrosoftEvents(connectionId, new AbortController().signal);
    };
    const connection = async (): Promise<Record<string, unknown>> => ({
      ...(await db
        .selectFrom('calendar_connection')
        .selectAll()
        .where('id', '=', connectionId)
        .executeTakeFirstOrThrow()),
    });
    return {
      graph: parts.graph({ graphUrl: GRAPH, fetch }),
      connectionId,
      userId,
      calendarId,
      asked,
      sync,
      work,
      round: async (turns = 12) => {
        await sql`update calendar_connection set wanted_seq = wanted_seq + 1, wanted_cause = 'notification'
          where id = ${connectionId}`.execute(db);
        for (let turn = 0; turn < turns; turn += 1) {
          await work();
          const row = await sql<{ due: boolean }>`
            select wanted_seq > done_seq or wanted_full as due from calendar_connection where id = ${connectionId}`.execute(
            db,
          );
          if (row.rows[0]?.due !== true) return;
        }
        throw new Error('The calendar does not settle.');
      },
      rows: async () =>
        (
          await sql<TinyRow>`
            select external_id, type, title, start_at, end_at, start_date::text, end_date::text, is_all_day,
              series_master_id, is_history
            from calendar_event where connection_id = ${connectionId} order by external_id`.execute(db)
        ).rows,
      connection,
    };
  };

  return { db, vault, tokens, connect, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
}

/** A link that begins with `view` leads on in a view. */
function questionOf(url: URL, prefer: string): TinyQuestion {
  const path = url.pathname.split('/').map(decodeURIComponent);
  const last = path.at(-1) ?? '';
  const link = last === 'link' ? url.searchParams.get('at') : null;
  if (last === 'calendarView' || link?.startsWith('view') === true) {
    return { ask: 'view', link, pageSize: Number(url.searchParams.get('$top')) };
  }
  const pageSize = Number(/odata\.maxpagesize=(\d+)/.exec(prefer)?.[1]);
  if (last === 'link') return { ask: 'delta', link, start: null, pageSize };
  if (last === 'delta')
    return { ask: 'delta', link: null, start: url.searchParams.get('startDateTime'), pageSize };
  if (last === 'instances') return { ask: 'instances', id: path.at(-2) ?? '' };
  if (last === 'calendars') return { ask: 'calendars' };
  return { ask: 'event', id: last };
}

const utc = (text: string): Json => ({ dateTime: `${text.slice(0, 19)}.0000000`, timeZone: 'UTC' });

/** Days from now at an hour of UTC, as `YYYY-MM-DDTHH:00:00`. */
export function at(days: number, hour = 9): string {
  const day = new Date(Math.floor(Date.now() / 86_400_000 + days) * 86_400_000).toISOString().slice(0, 10);
  return `${day}T${String(hour).padStart(2, '0')}:00:00`;
}

export function single(id: string, start: string, extra: Json = {}): Json {
  return {
    id,
    type: 'singleInstance',
    changeKey: `key-${id}`,
    subject: id,
    isAllDay: false,
    start: utc(start),
    end: utc(new Date(Date.parse(`${start}Z`) + 3_600_000).toISOString()),
    ...extra,
  };
}

export function allDay(id: string, day: string, extra: Json = {}): Json {
  return {
    ...single(id, day),
    isAllDay: true,
    start: utc(`${day.slice(0, 10)}T00:00:00`),
    end: utc(new Date(Date.parse(`${day.slice(0, 10)}T00:00:00Z`) + 86_400_000).toISOString()),
    ...extra,
  };
}

/** A daily master without end; its dates are its first occurrence's. */
export function master(id: string, start: string, extra: Json = {}): Json {
  return {
    ...single(id, start),
    type: 'seriesMaster',
    recurrence: {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'noEnd', startDate: start.slice(0, 10), recurrenceTimeZone: 'UTC' },
    },
    ...extra,
  };
}

/** What delta sends of an occurrence. */
export function stub(id: string, seriesMasterId: string, start: string, extra: Json = {}): Json {
  const { end, start: from } = single(id, start);
  return { id, type: 'occurrence', seriesMasterId, start: from, end, ...extra };
}

export function exception(id: string, seriesMasterId: string, start: string, extra: Json = {}): Json {
  return { ...single(id, start), type: 'exception', seriesMasterId, ...extra };
}

export const removed = (id: string): Json => ({ id, '@removed': { reason: 'deleted' } });
