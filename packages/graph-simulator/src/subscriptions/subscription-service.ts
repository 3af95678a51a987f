/**
 * Creates, renews and ends subscriptions, and turns changes of mailboxes into
 * notifications. HTTP is the routes' business, sending is delivery's.
 */
import { randomUUID } from 'node:crypto';
import { GraphError } from '../graph/graph-error.ts';
import type { GraphCaller, MailboxChange, World } from '../world/types.ts';
import { changeNotification } from './change-notification.ts';
import type { ChangeNotification } from './change-notification.ts';
import { validateEndpoint } from './handshake.ts';
import { NotificationDelivery } from './notification-delivery.ts';
import type { DeliveryTiming } from './notification-delivery.ts';
import type { CreateRequest, UpdateRequest } from './read-request.ts';
import { parseResourcePath } from './resource-path.ts';
import type { Subscription } from './subscription.ts';
import { SubscriptionStore } from './subscription-store.ts';

/** How many times a notification is to be sent: 1, or what a fault makes of it. */
export type NotificationCopies = (
  change: MailboxChange,
  subscription: Subscription,
  item: ChangeNotification,
) => number;

export interface SubscriptionServiceOptions {
  readonly world: World;
  readonly copies?: NotificationCopies | undefined;
  readonly timing?: Partial<DeliveryTiming> | undefined;
  /** Real ms of the handshake; Graph gives 10 seconds. */
  readonly handshakeLimitMs?: number | undefined;
}

const CALENDAR_SCOPES = ['Calendars.Read', 'Calendars.ReadWrite'];

export class SubscriptionService {
  readonly store: SubscriptionStore;
  readonly delivery: NotificationDelivery;
  readonly #world: World;
  readonly #copies: NotificationCopies;
  readonly #handshakeLimitMs: number | undefined;
  readonly #closing = new AbortController();
  readonly #unsubscribe: () => void;
  /** Grows with each clear(): what was begun before must not appear after it. */
  #era = 0;
  #items = 0;

  constructor(options: SubscriptionServiceOptions) {
    this.#world = options.world;
    this.#copies = options.copies ?? (() => 1);
    this.#handshakeLimitMs = options.handshakeLimitMs;
    this.store = new SubscriptionStore(options.world.clock);
    this.delivery = new NotificationDelivery(options.world.clock, options.timing);
    this.#unsubscribe = options.world.onMailboxChange((change) => this.#report(change));
  }

  /** Validates both URLs by handshake before anything exists. @throws {GraphError} */
  async create(caller: GraphCaller, asked: CreateRequest, immutableIds: boolean): Promise<Subscription> {
    const calendarId = this.#requireResource(caller, asked.resource);
    const candidate: Subscription = {
      id: randomUUID(),
      appId: caller.appId,
      userId: caller.user.id,
      tenantId: caller.user.tenantId,
      resource: asked.resource,
      calendarId,
      changeType: asked.changeType,
      changeTypes: asked.changeTypes,
      notificationUrl: asked.notificationUrl,
      lifecycleNotificationUrl: asked.lifecycleNotificationUrl,
      clientState: asked.clientState,
      latestSupportedTlsVersion: asked.latestSupportedTlsVersion,
      immutableIds,
      expiresAt: asked.expiresAt,
    };
    this.#refuseDuplicate(candidate);
    const era = this.#era;
    await this.#validate(asked.notificationUrl);
    if (asked.lifecycleNotificationUrl !== null) await this.#validate(asked.lifecycleNotificationUrl);
    if (era !== this.#era)
      throw new GraphError(503, 'ServiceUnavailable', 'The simulator was reset meanwhile.');
    // Another request may have created the same one while the endpoint was asked.
    this.#refuseDuplicate(candidate);
    this.store.add(candidate);
    return candidate;
  }

  /** A changed notificationUrl is validated like a new one. @throws {GraphError} */
  async update(caller: GraphCaller, id: string, asked: UpdateRequest): Promise<Subscription> {
    const before = this.require(caller, id);
    if (asked.notificationUrl !== undefined && asked.notificationUrl !== before.notificationUrl)
      await this.#validate(asked.notificationUrl);
    const subscription = this.require(caller, id);
    if (asked.notificationUrl !== undefined) subscription.notificationUrl = asked.notificationUrl;
    if (asked.expiresAt !== undefined) subscription.expiresAt = asked.expiresAt;
    return subscription;
  }

  /** @throws {GraphError} 404 when it is not there, has expired, or is another's. */
  require(caller: GraphCaller, id: string): Subscription {
    const subscription = this.store.find(caller, id);
    if (subscription !== undefined) return subscription;
    throw new GraphError(404, 'ResourceNotFound', 'The object was not found.');
  }

  /** Every subscription and every notification under way is gone. */
  clear(): void {
    this.#era += 1;
    this.store.clear();
    this.delivery.clear();
  }

  close(): void {
    this.#unsubscribe();
    this.#closing.abort();
    this.delivery.close();
  }

  #validate(url: string): Promise<void> {
    return validateEndpoint(url, {
      limitMs: this.#handshakeLimitMs,
      signal: this.#closing.signal,
    });
  }

  /** The calendar named, or undefined for the default one. */
  #requireResource(caller: GraphCaller, resource: string): string | undefined {
    const path = parseResourcePath(resource);
    if (path === undefined)
      throw extensionError(
        400,
        'BadRequest',
        `The value '${resource}' of parameter 'Resource' is unsupported.`,
      );
    const owner = path.user === 'me' ? caller.user : this.#world.findUser(path.user);
    const allowed = CALENDAR_SCOPES.some((scope) => caller.scopes.has(scope));
    if (owner?.id !== caller.user.id || !allowed)
      throw new GraphError(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
    if (path.calendarId !== undefined && !this.#world.hasCalendar(owner.id, path.calendarId))
      throw extensionError(404, 'NotFound', 'The specified object was not found in the store.');
    return path.calendarId;
  }

  #refuseDuplicate(candidate: Subscription): void {
    const existing = this.store.findDuplicate(candidate);
    if (existing !== undefined)
      throw new GraphError(
        409,
        'Conflict',
        `Subscription Id ${existing.id} already exists for the requested combination`,
      );
  }

  #report(change: MailboxChange): void {
    const isDefault = this.#world.defaultCalendarId(change.userId) === change.calendarId;
    for (const subscription of this.store.reporting(change, isDefault)) {
      this.#items += 1;
      const item = changeNotification(subscription, change, this.#world.switches.current, this.#items);
      const copies = this.#copies(change, subscription, item);
      for (let sent = 0; sent < copies; sent += 1) this.delivery.enqueue(subscription.notificationUrl, item);
    }
  }
}

/** Outlook's refusals of a subscription hide their reason in the message. */
const extensionError = (status: number, name: string, reason: string): GraphError =>
  new GraphError(
    status,
    'ExtensionError',
    `Operation: Create; Exception: [Status Code: ${name}; Reason: ${reason}]`,
  );
