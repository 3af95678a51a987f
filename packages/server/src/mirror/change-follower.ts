/**
 * Watches the change log and the calendars for all readers of this process, and hands each owner's news to them.
 * Looks only while somebody follows: every 250 ms for changes, every second for the calendars of who follows.
 * A short query again and again rather than LISTEN: that takes a connection of the pool for ever, and NOTIFY a
 * lock of the whole database at each commit. Numbers commit in order, so what lies behind the last one seen is all.
 * Times are real: a reader's patience is no business deadline.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Db } from '../models/db.ts';
import { queryCalendarsDigests } from './queries/calendars-digest.ts';
import { queryChangeLogEnds } from './queries/change-log-ends.ts';
import { queryChangesOfAll } from './queries/changes-query.ts';
import type { ChangeView, OwnedChange } from './queries/changes-query.ts';

export interface Follower {
  readonly userId: string;
  /** Of this owner, ascending, each once. */
  onChanges(changes: readonly ChangeView[]): void;
  /** Something about the owner's calendars is not as it was; also once after following began. */
  onCalendars(): void;
}

export interface ChangeFollowerDeps {
  readonly db: Db;
  /** A look failed; the next one goes on where the last good one ended. */
  readonly onError: (error: unknown) => void;
}

const LOOK_EVERY_MS = 250;
const LOOKS_A_DIGEST = 4;
const MOST_AT_ONCE = 500;
/** Older than this, the last good look says nothing about now. */
const CURRENT_FOR_MS = 2_000;

/** From the first follower to the last; a new first one begins another. */
interface Watch {
  last: number;
  looks: number;
  goodLookAt: number;
  readonly over: AbortController;
}

export class ChangeFollower {
  readonly #deps: ChangeFollowerDeps;
  readonly #followers = new Set<Follower>();
  readonly #digests = new WeakMap<Follower, string>();
  #watch: Watch | undefined;
  #begun: Promise<void> | undefined;

  constructor(deps: ChangeFollowerDeps) {
    this.#deps = deps;
  }

  /**
   * Resolves when whatever commits from then on will be handed over; some of it may come before that.
   * What was there already is for the follower itself to read.
   * @returns how to stop
   */
  async follow(follower: Follower): Promise<() => void> {
    this.#followers.add(follower);
    const leave = (): void => {
      this.#followers.delete(follower);
      if (this.#followers.size === 0) this.#end();
    };
    try {
      await (this.#begun ??= this.#begin());
    } catch (error) {
      leave();
      throw error;
    }
    return leave;
  }

  /** Whether the log was read just now: silence then means that nothing has happened. */
  isCurrent(): boolean {
    return this.#watch !== undefined && performance.now() - this.#watch.goodLookAt < CURRENT_FOR_MS;
  }

  async #begin(): Promise<void> {
    const watch: Watch = { last: 0, looks: 0, goodLookAt: 0, over: new AbortController() };
    this.#watch = watch;
    watch.last = (await queryChangeLogEnds(this.#deps.db)).last;
    watch.goodLookAt = performance.now();
    void this.#run(watch);
  }

  #end(): void {
    this.#watch?.over.abort();
    this.#watch = undefined;
    this.#begun = undefined;
  }

  async #run(watch: Watch): Promise<void> {
    const { signal } = watch.over;
    while (!signal.aborted) {
      try {
        await this.#look(watch);
      } catch (error) {
        if (!signal.aborted) this.#deps.onError(error);
      }
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #look(watch: Watch): Promise<void> {
    const { signal } = watch.over;
    let changes: OwnedChange[];
    do {
      changes = await queryChangesOfAll(this.#deps.db, { since: watch.last, limit: MOST_AT_ONCE });
      if (signal.aborted) return;
      watch.last = changes.at(-1)?.seq ?? watch.last;
      this.#hand(changes);
    } while (changes.length === MOST_AT_ONCE);
    if (watch.looks % LOOKS_A_DIGEST === 0) await this.#lookAtCalendars(signal);
    watch.looks += 1;
    watch.goodLookAt = performance.now();
  }

  #hand(changes: readonly OwnedChange[]): void {
    if (changes.length === 0) return;
    const byOwner = Map.groupBy(changes, ({ userId }) => userId);
    for (const follower of this.#followers) {
      const own = byOwner.get(follower.userId);
      if (own !== undefined) follower.onChanges(own);
    }
  }

  async #lookAtCalendars(signal: AbortSignal): Promise<void> {
    const followers = [...this.#followers];
    const owners = [...new Set(followers.map(({ userId }) => userId))];
    const digests = await queryCalendarsDigests(this.#deps.db, owners);
    if (signal.aborted) return;
    for (const follower of followers) {
      const digest = digests.get(follower.userId) ?? '';
      if (digest === this.#digests.get(follower) || !this.#followers.has(follower)) continue;
      this.#digests.set(follower, digest);
      follower.onCalendars();
    }
  }
}
