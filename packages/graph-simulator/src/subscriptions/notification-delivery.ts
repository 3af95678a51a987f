/**
 * Posts notifications until they are taken: what is due for one URL within a few
 * milliseconds goes out together; a POST that fails is repeated with growing
 * pauses for 4 hours of the simulator's clock, then lost. Knows nothing of
 * subscriptions. Source: learn.microsoft.com/graph/change-notifications-delivery-webhooks.
 */
import type { SimClock } from '../clock.ts';
import type { ChangeNotification } from './change-notification.ts';
import { DeliveryLog } from './delivery-log.ts';

export interface DeliveryTiming {
  /** Real ms in which items for one URL are gathered. */
  readonly gatherMs: number;
  /** Real ms an endpoint has to answer the first attempt, and every later one. */
  readonly firstLimitMs: number;
  readonly retryLimitMs: number;
  /** Simulator ms before the second attempt; doubles each time, up to `longestPauseMs`. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** Simulator ms after which an undelivered POST is lost. */
  readonly giveUpMs: number;
}

const TIMING: DeliveryTiming = {
  gatherMs: 20,
  firstLimitMs: 3_000,
  retryLimitMs: 10_000,
  firstPauseMs: 10_000,
  longestPauseMs: 10 * 60_000,
  giveUpMs: 4 * 3_600_000,
};

const ITEMS_PER_POST = 100;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

interface Parcel {
  readonly url: string;
  readonly items: readonly ChangeNotification[];
  readonly firstAt: number;
  attempt: number;
  dueAt: number;
}

export class NotificationDelivery {
  readonly log: DeliveryLog;
  readonly #clock: SimClock;
  readonly #timing: DeliveryTiming;
  readonly #gathering = new Map<string, ChangeNotification[]>();
  #gatherTimer: NodeJS.Timeout | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  #waiting: Parcel[] = [];
  /** Replaced by clear(): attempts of an earlier world change nothing any more. */
  #era = new AbortController();
  #closed = false;

  constructor(clock: SimClock, timing: Partial<DeliveryTiming> = {}) {
    this.#clock = clock;
    this.#timing = { ...TIMING, ...timing };
    this.log = new DeliveryLog();
  }

  enqueue(url: string, item: ChangeNotification): void {
    if (this.#closed) return;
    const items = this.#gathering.get(url);
    if (items === undefined) this.#gathering.set(url, [item]);
    else items.push(item);
    this.#gatherTimer ??= setTimeout(() => this.#dispatch(), this.#timing.gatherMs).unref();
  }

  /** The clock has moved: what is due by it goes out now. */
  wake(): void {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
    if (this.#closed || this.#waiting.length === 0) return;
    const now = this.#clock.now();
    const due = this.#waiting.filter((parcel) => parcel.dueAt <= now);
    this.#waiting = this.#waiting.filter((parcel) => parcel.dueAt > now);
    // A clock that jumped past the last moment of a parcel has lost it.
    for (const parcel of due)
      if (now - parcel.firstAt <= this.#timing.giveUpMs) void this.#attempt(parcel, this.#era.signal);
    const next = Math.min(...this.#waiting.map((parcel) => parcel.dueAt - now));
    if (Number.isFinite(next))
      this.#retryTimer = setTimeout(() => this.wake(), Math.min(next, LONGEST_TIMER_MS)).unref();
  }

  /** Forgets everything under way. */
  clear(): void {
    this.#era.abort();
    this.#era = new AbortController();
    clearTimeout(this.#gatherTimer);
    clearTimeout(this.#retryTimer);
    this.#gatherTimer = undefined;
    this.#retryTimer = undefined;
    this.#gathering.clear();
    this.#waiting = [];
    this.log.clear();
  }

  close(): void {
    this.#closed = true;
    this.clear();
  }

  #dispatch(): void {
    this.#gatherTimer = undefined;
    const now = this.#clock.now();
    const gathered = [...this.#gathering];
    this.#gathering.clear();
    for (const [url, items] of gathered)
      for (let from = 0; from < items.length; from += ITEMS_PER_POST) {
        const parcel: Parcel = {
          url,
          items: items.slice(from, from + ITEMS_PER_POST),
          firstAt: now,
          attempt: 0,
          dueAt: now,
        };
        void this.#attempt(parcel, this.#era.signal);
      }
  }

  async #attempt(parcel: Parcel, era: AbortSignal): Promise<void> {
    parcel.attempt += 1;
    const limit = parcel.attempt === 1 ? this.#timing.firstLimitMs : this.#timing.retryLimitMs;
    const outcome = await post(parcel, AbortSignal.any([era, AbortSignal.timeout(limit)]));
    if (era.aborted) return;
    const now = this.#clock.now();
    this.log.add({
      at: now,
      url: parcel.url,
      attempt: parcel.attempt,
      items: parcel.items,
      ...outcome,
    });
    if (outcome.delivered) return;
    const pause = Math.min(
      this.#timing.firstPauseMs * 2 ** (parcel.attempt - 1),
      this.#timing.longestPauseMs,
    );
    parcel.dueAt = now + pause;
    if (parcel.dueAt - parcel.firstAt > this.#timing.giveUpMs) return;
    this.#waiting.push(parcel);
    this.wake();
  }
}

/** Never throws: a failure is an outcome. */
async function post(
  parcel: Parcel,
  signal: AbortSignal,
): Promise<{ delivered: boolean; status: number | null }> {
  try {
    const response = await fetch(parcel.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ value: parcel.items }),
      redirect: 'manual',
      signal,
    });
    await response.body?.cancel();
    return { delivered: response.ok, status: response.status };
  } catch {
    return { delivered: false, status: null };
  }
}
