/**
 * One reader's changes, from its cursor on, each once and in order: backfill from the log, cut over, live.
 * What the follower hands over meanwhile waits in a buffer; it began before the first backfill query was sent,
 * so what that query cannot see yet is in the buffer, and what is in both is told by its number.
 */
import type { Db } from '../models/db.ts';
import type { ChangeFollower, Follower } from './change-follower.ts';
import { isKnownCursor, queryChangeLogEnds } from './queries/change-log-ends.ts';
import { queryChanges } from './queries/changes-query.ts';
import type { ChangeView } from './queries/changes-query.ts';

export interface ChangeReader {
  onChange(change: ChangeView): void;
  /** Whatever commits from now on, and all that is behind this number, will come. */
  onBegin(seq: number): void;
  /** The cursor is unknown here: ask for everything again, and go on from this number. */
  onReset(seq: number): void;
  onCalendars(): void;
  /** Awaited between two pages of the backfill. */
  ready(): Promise<void>;
}

export interface ChangeFeedOptions {
  readonly db: Db;
  readonly follower: Pick<ChangeFollower, 'follow'>;
  readonly userId: string;
  /** undefined: from the present end. `unknown`: no number that was ever given. */
  readonly since: number | 'unknown' | undefined;
  readonly reader: ChangeReader;
  readonly signal: AbortSignal;
  /** Of a page, and of the buffer. Tests make it small. */
  readonly pageSize?: number;
}

/** Small enough that a page never is more than a stream lets wait for its reader. */
const PAGE_SIZE = 100;

/** Resolves when the reader has caught up; it is told what comes until `signal` aborts. */
export async function feedChanges(options: ChangeFeedOptions): Promise<void> {
  const { db, userId, reader, signal, pageSize: limit = PAGE_SIZE } = options;
  let sent = 0;
  let waiting: ChangeView[] | undefined = [];
  let overflowed = false;
  let begun = false;
  let calendarsWait = false;
  const tell = (changes: readonly ChangeView[]): void => {
    for (const change of changes) {
      if (change.seq <= sent) continue;
      sent = change.seq;
      reader.onChange(change);
    }
  };
  const follower: Follower = {
    userId,
    onCalendars: () => {
      if (begun) reader.onCalendars();
      else calendarsWait = true;
    },
    onChanges: (changes) => {
      if (waiting === undefined) tell(changes);
      else if (waiting.length + changes.length <= limit) waiting.push(...changes);
      else {
        // They are in the log: the next page brings them.
        waiting = [];
        overflowed = true;
      }
    },
  };

  const leave = await options.follower.follow(follower);
  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) return leave();
  try {
    const ends = await queryChangeLogEnds(db);
    const { since = ends.last } = options;
    const known = since !== 'unknown' && isKnownCursor(since, ends);
    sent = known ? since : ends.last;
    if (!known) reader.onReset(sent);
    reader.onBegin(sent);
    begun = true;
    if (calendarsWait) reader.onCalendars();
    for (let more = true; more && !signal.aborted;) {
      overflowed = false;
      const { changes } = await queryChanges(db, { userId, since: sent, limit });
      tell(changes);
      await reader.ready();
      more = changes.length === limit || overflowed;
    }
    const late = waiting;
    waiting = undefined;
    tell(late);
  } catch (error) {
    leave();
    throw error;
  }
}
