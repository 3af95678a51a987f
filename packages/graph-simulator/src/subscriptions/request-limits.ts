/**
 * How often an app may ask about subscriptions: per app over all tenants and per app
 * and tenant, in any 20 seconds of the simulator's clock. Refused requests count, too.
 * Source: learn.microsoft.com/graph/throttling-limits and throttling.
 */
import type { SimClock } from '../clock.ts';
import { GraphError } from '../graph/graph-error.ts';
import { saveMap } from '../world/stateful.ts';
import type { Restore, Stateful } from '../world/stateful.ts';

export type SubscriptionRequest = 'write' | 'reauthorize' | 'get' | 'list';

const WINDOW_MS = 20_000;
const LIMITS: Readonly<Record<SubscriptionRequest, { readonly app: number; readonly tenant: number }>> = {
  write: { app: 2_000, tenant: 500 },
  reauthorize: { app: 4_000, tenant: 1_000 },
  get: { app: 2_000, tenant: 500 },
  list: { app: 40, tenant: 25 },
};

export class RequestLimits implements Stateful {
  readonly #clock: SimClock;
  readonly #times = new Map<string, number[]>();

  constructor(clock: SimClock) {
    this.#clock = clock;
  }

  /** Counts one request. @throws {ThrottledError} when it is one too many. */
  take(appId: string, tenantId: string, request: SubscriptionRequest): void {
    const ofApp = this.#count(`${request} ${appId}`, LIMITS[request].app);
    const ofTenant = this.#count(`${request} ${appId} ${tenantId}`, LIMITS[request].tenant);
    const waitMs = Math.max(ofApp, ofTenant);
    if (waitMs > 0) throw new ThrottledError(Math.ceil(waitMs / 1_000));
  }

  clear(): void {
    this.#times.clear();
  }

  save(): Restore {
    return saveMap(this.#times);
  }

  /** How long until there is room again, in ms; 0 when there is. */
  #count(key: string, limit: number): number {
    const now = this.#clock.now();
    const times = (this.#times.get(key) ?? []).filter((at) => at > now - WINDOW_MS);
    times.push(now);
    this.#times.set(key, times.slice(-2 * limit));
    if (times.length <= limit) return 0;
    return (times[times.length - limit] ?? now) + WINDOW_MS - now;
  }
}

/** 429 with Retry-After in seconds, and the body of Microsoft's sample. */
export class ThrottledError extends GraphError {
  readonly retryAfter: number;
  readonly inner = { code: '429', message: 'Please retry after', status: '429' };

  constructor(retryAfter: number) {
    super(429, 'TooManyRequests', 'Please retry again later.');
    this.name = 'ThrottledError';
    this.retryAfter = retryAfter;
  }
}
