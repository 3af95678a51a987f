/** What was posted to clients, newest last. Keeps the latest attempts, without clientState. */
import type { NotificationItem } from './notification-item.ts';

const KEPT = 5_000;

interface DeliveryAttempt {
  /** Simulator clock, ms since the epoch. */
  readonly at: number;
  readonly url: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly items: readonly NotificationItem[];
  readonly delivered: boolean;
  /** Null: no answer. */
  readonly status: number | null;
}

export interface DeliveryEntry {
  readonly seq: number;
  /** Simulator clock, RFC 3339. */
  readonly at: string;
  /** Without its query. */
  readonly url: string;
  readonly attempt: number;
  readonly delivered: boolean;
  readonly status: number | null;
  readonly items: {
    readonly subscriptionId: string;
    /** Of a change; a lifecycle event has the name instead. */
    readonly changeType?: string;
    readonly eventId?: string;
    readonly lifecycleEvent?: string;
  }[];
}

export class DeliveryLog {
  #entries: DeliveryEntry[] = [];
  #seq = 0;

  add(attempt: DeliveryAttempt): void {
    this.#seq += 1;
    this.#entries.push({
      seq: this.#seq,
      at: new Date(attempt.at).toISOString(),
      url: attempt.url.split('?')[0] ?? '',
      attempt: attempt.attempt,
      delivered: attempt.delivered,
      status: attempt.status,
      items: attempt.items.map((item) => ({
        subscriptionId: item.subscriptionId,
        ...('lifecycleEvent' in item
          ? { lifecycleEvent: item.lifecycleEvent }
          : { changeType: item.changeType, eventId: item.resourceData.id }),
      })),
    });
    if (this.#entries.length >= 2 * KEPT) this.#entries = this.#entries.slice(-KEPT);
  }

  /** Entries after `since`, a `seq`. */
  list(since = 0): DeliveryEntry[] {
    return this.#entries.slice(-KEPT).filter((entry) => entry.seq > since);
  }

  clear(): void {
    this.#entries = [];
  }
}
