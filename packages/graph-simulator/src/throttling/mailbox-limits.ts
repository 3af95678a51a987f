/**
 * How much an app may ask of one mailbox: 4 requests at once, and 10,000 in any 10 minutes of the
 * simulator's clock. Refused requests count, too. Pure bookkeeping; knows nothing of HTTP.
 * Source: https://learn.microsoft.com/graph/throttling-limits (Outlook service limits) and throttling.
 */

import type { Restore, Stateful } from '../world/stateful.ts';

const WINDOW_MS = 600_000;
const AT_ONCE = 4;
const IN_WINDOW = 10_000;

export type MailboxRefusal =
  | { readonly kind: 'concurrency' }
  /** `waitMs`: until there is room again. */
  | { readonly kind: 'rate'; readonly waitMs: number };

interface Kept {
  underWay: number;
  /** Oldest first, from `first` on. */
  times: number[];
  first: number;
}

export class MailboxLimits implements Stateful {
  readonly #kept = new Map<string, Kept>();

  /** Counts a request that arrives at `now`, ms since the epoch; one that is admitted must be `end`ed. */
  begin(appId: string, mailboxId: string, now: number): MailboxRefusal | undefined {
    const kept = this.#of(appId, mailboxId);
    while (kept.first < kept.times.length && (kept.times[kept.first] ?? now) <= now - WINDOW_MS)
      kept.first += 1;
    if (kept.first > IN_WINDOW) {
      kept.times = kept.times.slice(kept.first);
      kept.first = 0;
    }
    kept.times.push(now);
    const counted = kept.times.length - kept.first;
    if (counted > IN_WINDOW) {
      const freed = kept.times[kept.times.length - IN_WINDOW] ?? now;
      return { kind: 'rate', waitMs: freed + WINDOW_MS - now };
    }
    if (kept.underWay >= AT_ONCE) return { kind: 'concurrency' };
    kept.underWay += 1;
    return undefined;
  }

  end(appId: string, mailboxId: string): void {
    this.#of(appId, mailboxId).underWay -= 1;
  }

  /** What was asked; requests under way stay under way. */
  save(): Restore {
    const kept = Array.from(this.#kept, ([key, { times, first }]) => ({ key, times: times.slice(first) }));
    return () => {
      for (const each of this.#kept.values()) {
        each.times = [];
        each.first = 0;
      }
      for (const { key, times } of kept) {
        const each = this.#kept.get(key) ?? { underWay: 0, times: [], first: 0 };
        each.times = [...times];
        this.#kept.set(key, each);
      }
    };
  }

  #of(appId: string, mailboxId: string): Kept {
    const key = `${appId} ${mailboxId}`;
    let kept = this.#kept.get(key);
    if (kept === undefined) {
      kept = { underWay: 0, times: [], first: 0 };
      this.#kept.set(key, kept);
    }
    return kept;
  }
}
