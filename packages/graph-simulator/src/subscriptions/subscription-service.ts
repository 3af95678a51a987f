/**
 * Creates, renews and ends subscriptions, and turns changes of mailboxes into
 * notifications. HTTP is the routes' business, sending is delivery's.
 */
import { GraphError } from '../graph/graph-error.ts';
import { guidFrom } from '../world/seeded.ts';
import { saveAll } from '../world/stateful.ts';
import type { Restore, Stateful } from '../world/stateful.ts';
import type { GraphCaller, World } from '../world/types.ts';
import { hasLapsed, noteRequest } from './authorization.ts';
import type { AuthorizingRequest } from './authorization.ts';
import { validateEndpoint } from './handshake.ts';
import type { LifecycleEvent } from './lifecycle-notification.ts';
import { Notifier } from './notifier.ts';
import type { NotificationFates } from './notifier.ts';
import type { DeliveryTiming } from './notification-delivery.ts';
import type { CreateRequest, UpdateRequest } from './read-request.ts';
import { parseResourcePath } from './resource-path.ts';
import type { Subscription } from './subscription.ts';
import { RequestLimits } from './request-limits.ts';
import { SubscriptionStore } from './subscription-store.ts';

export interface SubscriptionServiceOptions {
  readonly world: World;
  readonly fate?: NotificationFates | undefined;
  readonly timing?: Partial<DeliveryTiming> | undefined;
  /** Real ms of the handshake; Graph gives 10 seconds. */
  readonly handshakeLimitMs?: number | undefined;
}

/** Summed over all apps. */
const PER_MAILBOX = 1_000;

export class SubscriptionService implements Stateful {
  readonly store: SubscriptionStore;
  readonly notifier: Notifier;
  readonly limits: RequestLimits;
  readonly #world: World;
  readonly #handshakeLimitMs: number | undefined;
  readonly #closing = new AbortController();
  readonly #unsubscribe: () => void;
  /** Grows with each clear(): what was begun before must not appear after it. */
  #era = 0;
  #made = 0;

  constructor(options: SubscriptionServiceOptions) {
    this.#world = options.world;
    this.#handshakeLimitMs = options.handshakeLimitMs;
    this.store = new SubscriptionStore(options.world.clock);
    this.limits = new RequestLimits(options.world.clock);
    this.notifier = new Notifier({ ...options, store: this.store });
    this.#unsubscribe = options.world.onMailboxChange((change) => this.notifier.report(change));
  }

  /** Validates both URLs by handshake before anything exists. @throws {GraphError} */
  async create(caller: GraphCaller, asked: CreateRequest, immutableIds: boolean): Promise<Subscription> {
    const calendarId = this.#requireResource(caller, asked.resource);
    const candidate: Subscription = {
      id: guidFrom(this.#seed('subscription')),
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
      authorizedUntil: caller.tokenExpiresAt ?? Number.POSITIVE_INFINITY,
      patchedAt: undefined,
      reauthorizedAt: undefined,
      remindAt: undefined,
    };
    this.#refuseDuplicate(candidate);
    this.#requireRoom(candidate.userId);
    const era = this.#era;
    await this.#validate(asked.notificationUrl);
    if (asked.lifecycleNotificationUrl !== null) await this.#validate(asked.lifecycleNotificationUrl);
    if (era !== this.#era)
      throw new GraphError(503, 'ServiceUnavailable', 'The simulator was reset meanwhile.');
    // Another request may have created the same one while the endpoint was asked.
    this.#refuseDuplicate(candidate);
    this.store.add(candidate);
    this.notifier.schedule(candidate);
    return candidate;
  }

  /** A changed notificationUrl is validated like a new one. @throws {GraphError} */
  async update(caller: GraphCaller, id: string, asked: UpdateRequest): Promise<Subscription> {
    const before = this.require(caller, id);
    await this.#revalidate(before, asked.notificationUrl);
    const subscription = this.require(caller, id);
    if (asked.notificationUrl !== undefined) subscription.notificationUrl = asked.notificationUrl;
    if (asked.expiresAt !== undefined) {
      this.#authorize(caller, subscription, 'patch');
      subscription.expiresAt = asked.expiresAt;
      this.notifier.resume(subscription);
    }
    return subscription;
  }

  /** Proves the token anew; the expiry stays. @throws {GraphError} */
  reauthorize(caller: GraphCaller, id: string): void {
    const subscription = this.require(caller, id);
    this.#authorize(caller, subscription, 'reauthorize');
    this.notifier.resume(subscription);
  }

  remove(caller: GraphCaller, id: string): void {
    this.#end(this.require(caller, id));
  }

  /** What Graph does to a subscription of its own accord: it tells the app, and a removed one is gone. */
  happen(subscription: Subscription, event: LifecycleEvent): void {
    this.notifier.announce(subscription, event);
    if (event === 'subscriptionRemoved') this.#end(subscription);
  }

  /** The sessions and consents of the user have ended. */
  revokeUser(userId: string): void {
    const effect = this.#world.switches.current.revokedSignIn;
    const now = this.#world.clock.now();
    for (const subscription of this.store.ofUser(userId)) {
      if (effect === 'paused-at-once')
        subscription.authorizedUntil = Math.min(subscription.authorizedUntil, now);
      const event = effect === 'subscription-removed' ? 'subscriptionRemoved' : 'reauthorizationRequired';
      this.happen(subscription, event);
    }
  }

  /** @throws {GraphError} 404 when it is not there, has expired, or is another's. */
  require(caller: GraphCaller, id: string): Subscription {
    const subscription = this.store.find(caller, id);
    if (subscription !== undefined) return subscription;
    throw new GraphError(404, 'ResourceNotFound', 'The object was not found.');
  }

  /** For tests and scripts: what Graph would not tell. */
  overview() {
    const now = this.#world.clock.now();
    return {
      subscriptions: this.store.all().map((subscription) => ({
        id: subscription.id,
        appId: subscription.appId,
        user: this.#world.findUser(subscription.userId)?.userPrincipalName ?? subscription.userId,
        resource: subscription.resource,
        notificationUrl: subscription.notificationUrl,
        expiresAt: new Date(subscription.expiresAt).toISOString(),
        lapsed: hasLapsed(subscription, now),
        kept: this.notifier.keptOf(subscription.id),
        untold: this.notifier.isUntold(subscription.id),
      })),
      deliveries: this.notifier.delivery.count(),
      endpoints: this.notifier.delivery.health.list(),
    };
  }

  /** Every subscription and every notification under way is gone. */
  clear(): void {
    this.#era += 1;
    this.#made = 0;
    this.store.clear();
    this.notifier.clear();
    this.limits.clear();
  }

  /** A handshake under way ends as after a reset. */
  save(): Restore {
    const restore = saveAll([this.store, this.limits, this.notifier]);
    const made = this.#made;
    return () => {
      this.#era += 1;
      restore();
      this.#made = made;
    };
  }

  close(): void {
    this.#unsubscribe();
    this.#closing.abort();
    this.notifier.close();
  }

  /** The same for the same requests at the same times; another run has other times. */
  #seed(kind: string): string {
    this.#made += 1;
    return `${kind}/${this.#world.clock.now()}/${this.#made}`;
  }

  #validate(url: string): Promise<void> {
    return validateEndpoint(url, {
      limitMs: this.#handshakeLimitMs,
      seed: this.#seed('handshake'),
      signal: this.#closing.signal,
    });
  }

  /** Whether a PATCH validates again is on no page: the switch decides. */
  async #revalidate(before: Subscription, url: string | undefined): Promise<void> {
    const when = this.#world.switches.current.validateOnRenewal;
    if (when === 'never') return;
    if (url !== undefined && url !== before.notificationUrl) await this.#validate(url);
    else if (when === 'always') await this.#validate(before.notificationUrl);
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
    const writing = this.#world.switches.current.writeScopeSubscribes === 'accepted';
    const allowed =
      caller.scopes.has('Calendars.Read') || (writing && caller.scopes.has('Calendars.ReadWrite'));
    if (owner?.id !== caller.user.id || !allowed)
      throw new GraphError(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
    if (path.calendarId !== undefined && !this.#world.hasCalendar(owner.id, path.calendarId))
      throw extensionError(404, 'NotFound', 'The specified object was not found in the store.');
    return path.calendarId;
  }

  /** How Graph says so is on no page. */
  #requireRoom(userId: string): void {
    if (this.store.ofUser(userId).length >= PER_MAILBOX)
      throw extensionError(
        403,
        'Forbidden',
        `The mailbox has reached its limit of ${PER_MAILBOX} subscriptions.`,
      );
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

  #authorize(caller: GraphCaller, subscription: Subscription, request: AuthorizingRequest): void {
    const now = this.#world.clock.now();
    const outcome = this.#world.switches.current.reauthorizationConflict;
    const conflict = noteRequest(subscription, request, now) && outcome !== 'harmless';
    if (conflict && outcome === 'refused')
      throw new GraphError(
        409,
        'Conflict',
        'The subscription was renewed or reauthorized less than 10 minutes ago.',
      );
    subscription.authorizedUntil = conflict ? now : (caller.tokenExpiresAt ?? Number.POSITIVE_INFINITY);
  }

  #end(subscription: Subscription): void {
    this.store.remove(subscription);
    this.notifier.forget(subscription.id);
  }
}

/** Outlook's refusals of a subscription hide their reason in the message. */
const extensionError = (status: number, name: string, reason: string): GraphError =>
  new GraphError(
    status,
    'ExtensionError',
    `Operation: Create; Exception: [Status Code: ${name}; Reason: ${reason}]`,
  );
