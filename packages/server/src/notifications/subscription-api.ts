/**
 * What push asks of Microsoft Graph, as a seam: connections/ makes it from its graph access, which
 * brings tokens, limits and retries. Every call is for one account and may throw what Graph said.
 */
export interface SubscriptionApi {
  create(accountId: string, request: NewSubscription, signal: AbortSignal): Promise<GrantedSubscription>;
  /** PATCH of the expiry: renews and reauthorizes in one (change-notifications-lifecycle-events). */
  renew(
    accountId: string,
    subscriptionId: string,
    expirationMinutes: number,
    signal: AbortSignal,
  ): Promise<GrantedSubscription>;
  /** The same for 1 to 20 at once; an answer for each, in order. Throws only when `signal` is aborted. */
  renewTogether(
    accountId: string,
    subscriptionIds: readonly string[],
    expirationMinutes: number,
    signal: AbortSignal,
  ): Promise<readonly RenewalAnswer[]>;
  remove(accountId: string, subscriptionId: string, signal: AbortSignal): Promise<void>;
  get(accountId: string, subscriptionId: string, signal: AbortSignal): Promise<ExistingSubscription>;
  /** By far the tightest of Graph's subscription limits: 25 per tenant in 20 seconds (throttling-limits). */
  list(accountId: string, signal: AbortSignal): Promise<readonly ExistingSubscription[]>;
}

export interface NewSubscription {
  readonly resource: string;
  /** Also the lifecycle address: it cannot be added later. */
  readonly notificationUrl: string;
  readonly clientState: string;
  readonly expirationMinutes: number;
}

export interface GrantedSubscription {
  readonly subscriptionId: string;
  /** As granted, which may be less than asked. */
  readonly expiresAt: Date;
}

export type RenewalAnswer =
  | { readonly kind: 'granted'; readonly expiresAt: Date }
  | { readonly kind: 'failed'; readonly error: unknown }
  /** Not asked, because one before it failed for reasons of its own. */
  | { readonly kind: 'skipped' };

export interface ExistingSubscription extends GrantedSubscription {
  readonly resource: string;
  readonly notificationUrl: string | null;
}
