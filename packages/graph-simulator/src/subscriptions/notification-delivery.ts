/**
 * Posts notifications until they are taken: what is due for one URL within a few
 * milliseconds goes out together; a POST that fails is repeated with growing
 * pauses for 4 hours of the simulator's clock, then lost. Knows nothing of
 * subscriptions. Source: learn.microsoft.com/graph/change-notifications-delivery-webhooks.
 */
import type { SimClock } from '../clock.ts';
import type { Restore, Stateful } from '../world/stateful.ts';
import { DeliveryLog } from './delivery-log.ts';
import { EndpointHealth } from './endpoint-health.ts';
import type { NotificationItem } from './notification-item.ts';
import { postNotifications } from './post-notifications.ts';
import type { PostOutcome } from './post-notifications.ts';

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
/** Simulator ms after which a notification goes out although none came to go before it. */
const OVERTAKEN_WITHIN_MS = 60_000;

interface DeliveryOptions {
  readonly timing?: Partial<DeliveryTiming> | undefined;
  /** How many answers it takes before an endpoint can be called slow. */
  readonly judgedAfter?: (() => number) | undefined;
  /** Told of what will never be delivered. */
  readonly onLost?: ((items: readonly NotificationItem[]) => void) | undefined;
  /** Told of what was taken. */
  readonly onDelivered?: ((items: readonly NotificationItem[]) => void) | undefined;
}

/** How a notification is held up. */
export interface Detour {
  /** Simulator ms. */
  readonly delayMs?: number | undefined;
  /** The next notification for the same URL goes out before this one. */
  readonly behindNext?: boolean | undefined;
}

interface Parcel {
  readonly url: string;
  readonly items: readonly NotificationItem[];
  readonly firstAt: number;
  attempt: number;
  dueAt: number;
}

interface HeldItem {
  readonly url: string;
  readonly item: NotificationItem;
  readonly behindNext: boolean;
  readonly dueAt: number;
}

export class NotificationDelivery implements Stateful {
  readonly log: DeliveryLog;
  readonly health: EndpointHealth;
  readonly #clock: SimClock;
  readonly #timing: DeliveryTiming;
  readonly #onLost: (items: readonly NotificationItem[]) => void;
  readonly #onDelivered: (items: readonly NotificationItem[]) => void;
  readonly #gathering = new Map<string, NotificationItem[]>();
  #gatherTimer: NodeJS.Timeout | undefined;
  #wakeTimer: NodeJS.Timeout | undefined;
  #waiting: Parcel[] = [];
  #held: HeldItem[] = [];
  #onTheWire = 0;
  /** Replaced by clear(): attempts of an earlier world change nothing any more. */
  #era = new AbortController();
  #closed = false;

  constructor(clock: SimClock, options: DeliveryOptions = {}) {
    this.#clock = clock;
    this.#timing = { ...TIMING, ...options.timing };
    this.#onLost = options.onLost ?? (() => undefined);
    this.#onDelivered = options.onDelivered ?? (() => undefined);
    this.log = new DeliveryLog();
    this.health = new EndpointHealth(clock, options.judgedAfter ?? (() => 100));
  }

  enqueue(url: string, item: NotificationItem, detour: Detour = {}): void {
    if (this.#closed) return;
    const behindNext = detour.behindNext ?? false;
    if (behindNext || detour.delayMs !== undefined) {
      const dueAt = this.#clock.now() + (detour.delayMs ?? OVERTAKEN_WITHIN_MS);
      this.#held.push({ url, item, behindNext, dueAt });
      this.wake();
      return;
    }
    const overtaken = this.#held.filter((held) => held.behindNext && held.url === url);
    this.#held = this.#held.filter((held) => !overtaken.includes(held));
    const items = this.#gathering.get(url) ?? [];
    items.push(item, ...overtaken.map((held) => held.item));
    this.#gathering.set(url, items);
    this.#gatherTimer ??= setTimeout(() => this.#dispatch(), this.#timing.gatherMs).unref();
  }

  /** Gathered for now or on the wire; and waiting for a later time of the clock. */
  count(): { readonly underWay: number; readonly waiting: number } {
    return {
      underWay: this.#gathering.size + this.#onTheWire,
      waiting: this.#waiting.length + this.#held.length,
    };
  }

  /** The clock has moved: what is due by it goes out now. */
  wake(): void {
    clearTimeout(this.#wakeTimer);
    this.#wakeTimer = undefined;
    if (this.#closed) return;
    const now = this.#clock.now();
    const ripe = this.#held.filter((held) => held.dueAt <= now);
    this.#held = this.#held.filter((held) => held.dueAt > now);
    for (const { url, item } of ripe) this.enqueue(url, item);
    const due = this.#waiting.filter((parcel) => parcel.dueAt <= now);
    this.#waiting = this.#waiting.filter((parcel) => parcel.dueAt > now);
    for (const parcel of due)
      // A clock that jumped past the last moment of a parcel has lost it.
      if (now - parcel.firstAt > this.#timing.giveUpMs) this.#onLost(parcel.items);
      else if (parcel.attempt === 0) this.#offer(parcel);
      else void this.#attempt(parcel, this.#era.signal);
    const next = Math.min(...[...this.#waiting, ...this.#held].map(({ dueAt }) => dueAt - now));
    if (Number.isFinite(next))
      this.#wakeTimer = setTimeout(() => this.wake(), Math.min(Math.max(next, 0), LONGEST_TIMER_MS)).unref();
  }

  /** What waits, whole parcels and single items. What is on the wire is not: it was sent, whatever comes of it. */
  save(): Restore {
    const gathering = Array.from(this.#gathering, ([url, items]) => ({ url, items: [...items] }));
    const waiting = this.#waiting.map((parcel) => ({ ...parcel }));
    const held = [...this.#held];
    const restoreHealth = this.health.save();
    return () => {
      this.#forgetWaiting();
      restoreHealth();
      this.#waiting = waiting.map((parcel) => ({ ...parcel }));
      this.#held = [...held];
      for (const { url, items } of gathering) for (const item of items) this.enqueue(url, item);
      this.wake();
    };
  }

  /** Forgets everything under way. */
  clear(): void {
    this.#forgetWaiting();
    this.health.clear();
    this.log.clear();
  }

  close(): void {
    this.#closed = true;
    this.clear();
  }

  #forgetWaiting(): void {
    this.#era.abort();
    this.#era = new AbortController();
    this.#onTheWire = 0;
    clearTimeout(this.#gatherTimer);
    clearTimeout(this.#wakeTimer);
    this.#gatherTimer = undefined;
    this.#wakeTimer = undefined;
    this.#gathering.clear();
    this.#waiting = [];
    this.#held = [];
  }

  #dispatch(): void {
    this.#gatherTimer = undefined;
    const now = this.#clock.now();
    const gathered = [...this.#gathering];
    this.#gathering.clear();
    for (const [url, items] of gathered)
      for (let from = 0; from < items.length; from += ITEMS_PER_POST)
        this.#offer({
          url,
          items: items.slice(from, from + ITEMS_PER_POST),
          firstAt: now,
          attempt: 0,
          dueAt: now,
        });
    this.wake();
  }

  /** Sends a parcel for the first time, if its endpoint keeps up. */
  #offer(parcel: Parcel): void {
    const admission = this.health.admit(parcel.url);
    if (admission.verdict === 'send') void this.#attempt(parcel, this.#era.signal);
    else if (admission.verdict === 'drop') this.#onLost(parcel.items);
    else {
      parcel.dueAt = admission.until;
      this.#waiting.push(parcel);
    }
  }

  async #attempt(parcel: Parcel, era: AbortSignal): Promise<void> {
    parcel.attempt += 1;
    const { url, items, attempt, firstAt } = parcel;
    const limitMs = attempt === 1 ? this.#timing.firstLimitMs : this.#timing.retryLimitMs;
    const sentAt = this.#clock.now();
    this.#onTheWire += 1;
    const outcome = await postNotifications(url, items, { limitMs, signal: era });
    if (era.aborted) return;
    this.#onTheWire -= 1;
    const now = this.#clock.now();
    const { delivered, status } = outcome;
    this.log.add({ at: sentAt, url, attempt, items, delivered, status });
    this.#judge(parcel, outcome);
    if (delivered) {
      this.#onDelivered(items);
      return;
    }
    const pause = Math.min(this.#timing.firstPauseMs * 2 ** (attempt - 1), this.#timing.longestPauseMs);
    parcel.dueAt = now + pause;
    if (parcel.dueAt - firstAt > this.#timing.giveUpMs) {
      this.#onLost(items);
      return;
    }
    this.#waiting.push(parcel);
    this.wake();
  }

  #judge({ url, attempt }: Parcel, { timedOut, tookMs }: PostOutcome): void {
    this.health.record(url, {
      slow: timedOut || tookMs > this.#timing.firstLimitMs,
      late: timedOut && attempt > 1,
    });
  }
}
