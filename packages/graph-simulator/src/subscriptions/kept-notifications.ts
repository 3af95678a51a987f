/**
 * What happened while the token behind a subscription had lapsed: kept for four hours
 * of the simulator's clock, then lost.
 * Source: learn.microsoft.com/graph/change-notifications-delivery-webhooks.
 */
import type { Restore, Stateful } from '../world/stateful.ts';
import type { ChangeNotification } from './change-notification.ts';

const KEPT_MS = 4 * 3_600_000;

interface Kept {
  readonly item: ChangeNotification;
  readonly at: number;
}

export class KeptNotifications implements Stateful {
  readonly #bySubscription = new Map<string, Kept[]>();

  keep(item: ChangeNotification, at: number): void {
    const kept = this.#bySubscription.get(item.subscriptionId) ?? [];
    kept.push({ item, at });
    this.#bySubscription.set(item.subscriptionId, kept);
  }

  /** Those that are young enough, in order, and whether others were lost. */
  release(
    subscriptionId: string,
    now: number,
  ): { readonly items: readonly ChangeNotification[]; readonly lost: boolean } {
    const kept = this.#bySubscription.get(subscriptionId) ?? [];
    this.#bySubscription.delete(subscriptionId);
    const young = kept.filter(({ at }) => now - at <= KEPT_MS);
    return { items: young.map(({ item }) => item), lost: young.length < kept.length };
  }

  count(subscriptionId: string): number {
    return this.#bySubscription.get(subscriptionId)?.length ?? 0;
  }

  forget(subscriptionId: string): void {
    this.#bySubscription.delete(subscriptionId);
  }

  save(): Restore {
    const kept = Array.from(this.#bySubscription, ([id, items]): [string, Kept[]] => [id, [...items]]);
    return () => {
      this.clear();
      for (const [id, items] of kept) this.#bySubscription.set(id, [...items]);
    };
  }

  clear(): void {
    this.#bySubscription.clear();
  }
}
