/**
 * Of each subscription, whether its app was told as much as there is to tell: one delivery after the
 * newest change is enough, whatever was lost before it. For those who watch, not for Graph's apps.
 */
import { saveMapOfRecords } from '../world/stateful.ts';
import type { Restore, Stateful } from '../world/stateful.ts';
import type { NotificationItem } from './notification-item.ts';

interface Said {
  /** Number of the newest change, and of the newest one that a delivered item covers. */
  changed: number;
  told: number;
}

export class ToldChanges implements Stateful {
  readonly #bySubscription = new Map<string, Said>();
  /** Up to which change each item covers. */
  readonly #covers = new WeakMap<NotificationItem, number>();

  changed(item: NotificationItem): void {
    const said = this.#of(item.subscriptionId);
    said.changed += 1;
    this.#covers.set(item, said.changed);
  }

  /** It asks for a look at everything there was until now. */
  says(item: NotificationItem): void {
    this.#covers.set(item, this.#of(item.subscriptionId).changed);
  }

  delivered(items: readonly NotificationItem[]): void {
    for (const item of items) {
      const said = this.#bySubscription.get(item.subscriptionId);
      if (said !== undefined) said.told = Math.max(said.told, this.#covers.get(item) ?? 0);
    }
  }

  isUntold(subscriptionId: string): boolean {
    const said = this.#bySubscription.get(subscriptionId);
    return said !== undefined && said.told < said.changed;
  }

  forget(subscriptionId: string): void {
    this.#bySubscription.delete(subscriptionId);
  }

  save(): Restore {
    return saveMapOfRecords(this.#bySubscription);
  }

  clear(): void {
    this.#bySubscription.clear();
  }

  #of(subscriptionId: string): Said {
    const known = this.#bySubscription.get(subscriptionId);
    if (known !== undefined) return known;
    const fresh: Said = { changed: 0, told: 0 };
    this.#bySubscription.set(subscriptionId, fresh);
    return fresh;
  }
}
