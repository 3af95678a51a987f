/**
 * The living subscriptions. Expired means deleted: nothing past its time is ever
 * handed out, by the simulator's clock.
 */
import type { SimClock } from '../clock.ts';
import type { Restore, Stateful } from '../world/stateful.ts';
import type { GraphCaller, MailboxChange } from '../world/types.ts';
import { duplicateKey } from './subscription.ts';
import type { Subscription } from './subscription.ts';

export class SubscriptionStore implements Stateful {
  readonly #clock: SimClock;
  readonly #byId = new Map<string, Subscription>();
  readonly #byUser = new Map<string, Set<Subscription>>();

  constructor(clock: SimClock) {
    this.#clock = clock;
  }

  add(subscription: Subscription): void {
    this.#byId.set(subscription.id, subscription);
    const ofUser = this.#byUser.get(subscription.userId) ?? new Set();
    this.#byUser.set(subscription.userId, ofUser.add(subscription));
  }

  remove(subscription: Subscription): void {
    this.#byId.delete(subscription.id);
    this.#byUser.get(subscription.userId)?.delete(subscription);
  }

  get(id: string): Subscription | undefined {
    const subscription = this.#byId.get(id);
    return subscription && this.#living(subscription) ? subscription : undefined;
  }

  /** What this app may see for this user: delegated reads know no other. */
  find(caller: GraphCaller, id: string): Subscription | undefined {
    const subscription = this.get(id);
    return subscription?.appId === caller.appId && subscription.userId === caller.user.id
      ? subscription
      : undefined;
  }

  list(caller: GraphCaller): Subscription[] {
    return this.#livingOf(caller.user.id).filter((subscription) => subscription.appId === caller.appId);
  }

  findDuplicate(
    candidate: Pick<Subscription, 'appId' | 'userId' | 'calendarId' | 'changeTypes'>,
  ): Subscription | undefined {
    const key = duplicateKey(candidate);
    return this.#livingOf(candidate.userId).find((other) => duplicateKey(other) === key);
  }

  /** Those that report this change; `isDefault` says whether its calendar is the default one. */
  reporting(change: MailboxChange, isDefault: boolean): Subscription[] {
    return this.#livingOf(change.userId).filter(
      (subscription) =>
        subscription.changeTypes.has(change.changeType) &&
        (subscription.calendarId === undefined ? isDefault : subscription.calendarId === change.calendarId),
    );
  }

  /** Every living one. */
  all(): Subscription[] {
    return [...this.#byId.values()].filter((subscription) => this.#living(subscription));
  }

  /** Of one mailbox, whichever app made them. */
  ofUser(userId: string): Subscription[] {
    return this.#livingOf(userId);
  }

  save(): Restore {
    const kept = Array.from(this.#byId.values(), (subscription) => ({ ...subscription }));
    return () => {
      this.clear();
      for (const subscription of kept) this.add({ ...subscription });
    };
  }

  clear(): void {
    this.#byId.clear();
    this.#byUser.clear();
  }

  #livingOf(userId: string): Subscription[] {
    return [...(this.#byUser.get(userId) ?? [])].filter((subscription) => this.#living(subscription));
  }

  #living(subscription: Subscription): boolean {
    if (subscription.expiresAt > this.#clock.now()) return true;
    this.remove(subscription);
    return false;
  }
}
