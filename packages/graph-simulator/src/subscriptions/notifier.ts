/**
 * Tells apps what changes and what becomes of their subscriptions: decides what is
 * sent, kept or lost, and reminds of tokens that end. Delivery does the sending.
 */
import { saveAll } from '../world/stateful.ts';
import type { Restore, Stateful } from '../world/stateful.ts';
import type { MailboxChange, World } from '../world/types.ts';
import { hasLapsed, nextReminder } from './authorization.ts';
import { changeNotification } from './change-notification.ts';
import { KeptNotifications } from './kept-notifications.ts';
import { lifecycleNotification } from './lifecycle-notification.ts';
import type { LifecycleEvent } from './lifecycle-notification.ts';
import { NotificationDelivery } from './notification-delivery.ts';
import type { DeliveryTiming, Detour } from './notification-delivery.ts';
import type { NotificationItem } from './notification-item.ts';
import type { Subscription } from './subscription.ts';
import type { SubscriptionStore } from './subscription-store.ts';
import { ToldChanges } from './told-changes.ts';

/** What a fault makes of a notification; one copy and no detour without any. */
export interface NotificationFate extends Detour {
  readonly copies: number;
}

/** `path` is the item's `resource`, or `lifecycle/` with the event's name. */
export type NotificationFates = (path: string, subscription: Subscription) => NotificationFate;

interface NotifierOptions {
  readonly world: World;
  readonly store: SubscriptionStore;
  readonly fate?: NotificationFates | undefined;
  readonly timing?: Partial<DeliveryTiming> | undefined;
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class Notifier implements Stateful {
  readonly delivery: NotificationDelivery;
  readonly #world: World;
  readonly #store: SubscriptionStore;
  readonly #fate: NotificationFates;
  readonly #kept = new KeptNotifications();
  readonly #told = new ToldChanges();
  #timer: NodeJS.Timeout | undefined;
  #items = 0;

  constructor(options: NotifierOptions) {
    this.#world = options.world;
    this.#store = options.store;
    this.#fate = options.fate ?? (() => ({ copies: 1 }));
    this.delivery = new NotificationDelivery(options.world.clock, {
      timing: options.timing,
      judgedAfter: () => this.#world.switches.current.endpointJudgedAfter,
      onLost: (items) => this.#reportLoss(items),
      onDelivered: (items) => this.#told.delivered(items),
    });
  }

  /** Reports a change as often as the switch has it. */
  report(change: MailboxChange): void {
    const { changeEchoes } = this.#world.switches.current;
    for (const echo of changeEchoes === 'several' ? echoesOf(change) : [change]) this.#reportOne(echo);
  }

  /** Does nothing for a subscription without a lifecycleNotificationUrl. */
  announce(subscription: Subscription, event: LifecycleEvent): void {
    const url = subscription.lifecycleNotificationUrl;
    if (url === null) return;
    const item = lifecycleNotification(subscription, event);
    if (event !== 'reauthorizationRequired') this.#told.says(item);
    this.#send(url, subscription, item);
  }

  /** Its token is good again, or new: what was kept goes out, reminders begin anew. */
  resume(subscription: Subscription): void {
    this.schedule(subscription);
    const now = this.#world.clock.now();
    if (hasLapsed(subscription, now)) return;
    const { items, lost } = this.#kept.release(subscription.id, now);
    for (const item of items) this.#send(subscription.notificationUrl, subscription, item);
    if (lost) this.announce(subscription, 'missed');
  }

  schedule(subscription: Subscription): void {
    const cadence = this.#world.switches.current.reauthorizationReminders;
    subscription.remindAt = nextReminder(subscription, this.#world.clock.now(), cadence);
    this.#arm();
  }

  keptOf(subscriptionId: string): number {
    return this.#kept.count(subscriptionId);
  }

  /** Its newest change was not delivered: it is under way, waits, was kept, or is lost. */
  isUntold(subscriptionId: string): boolean {
    return this.#told.isUntold(subscriptionId);
  }

  forget(subscriptionId: string): void {
    this.#kept.forget(subscriptionId);
    this.#told.forget(subscriptionId);
  }

  /** The clock has moved: what is due by it happens now. A reminder missed several times comes once. */
  wake(): void {
    const now = this.#world.clock.now();
    for (const subscription of this.#store.all())
      if (subscription.remindAt !== undefined && subscription.remindAt <= now) {
        this.announce(subscription, 'reauthorizationRequired');
        this.schedule(subscription);
      }
    this.#arm();
    this.delivery.wake();
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#kept.clear();
    this.#told.clear();
    this.delivery.clear();
  }

  save(): Restore {
    const restore = saveAll([this.#kept, this.#told, this.delivery]);
    const items = this.#items;
    return () => {
      restore();
      this.#items = items;
      this.#arm();
    };
  }

  close(): void {
    this.clear();
    this.delivery.close();
  }

  #reportOne(change: MailboxChange): void {
    const isDefault = this.#world.defaultCalendarId(change.userId) === change.calendarId;
    const switches = this.#world.switches.current;
    const now = this.#world.clock.now();
    for (const subscription of this.#store.reporting(change, isDefault)) {
      this.#items += 1;
      const item = changeNotification(subscription, change, switches, this.#items);
      this.#told.changed(item);
      if (!hasLapsed(subscription, now)) this.#send(subscription.notificationUrl, subscription, item);
      else if (switches.lapsedNotifications === 'kept') this.#kept.keep(item, now);
    }
  }

  #send(url: string, subscription: Subscription, item: NotificationItem): void {
    const path = 'lifecycleEvent' in item ? `lifecycle/${item.lifecycleEvent}` : item.resource;
    const { copies, ...detour } = this.#fate(path, subscription);
    for (let sent = 0; sent < copies; sent += 1) this.delivery.enqueue(url, item, detour);
  }

  /** Of each subscription that lost a change, once. */
  #reportLoss(items: readonly NotificationItem[]): void {
    const losers = new Set(
      items.filter((item) => !('lifecycleEvent' in item)).map((item) => item.subscriptionId),
    );
    for (const id of losers) {
      const subscription = this.#store.get(id);
      if (subscription !== undefined) this.announce(subscription, 'missed');
    }
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const now = this.#world.clock.now();
    const next = Math.min(...this.#store.all().map(({ remindAt }) => remindAt ?? Number.POSITIVE_INFINITY));
    this.#timer = Number.isFinite(next)
      ? setTimeout(() => this.wake(), Math.min(Math.max(next - now, 0), LONGEST_TIMER_MS)).unref()
      : undefined;
  }
}

/** Creating an event commonly yields created and updated, an edit up to three updated. */
function echoesOf(change: MailboxChange): MailboxChange[] {
  if (change.changeType === 'deleted') return [change];
  const updated: MailboxChange = { ...change, changeType: 'updated' };
  return change.changeType === 'created' ? [change, updated] : [change, updated, updated];
}
