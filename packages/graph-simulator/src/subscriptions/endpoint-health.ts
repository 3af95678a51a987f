/**
 * Whether an endpoint keeps up, and what becomes of its notifications when it does
 * not. One state per origin: every subscription behind it suffers. Source:
 * learn.microsoft.com/graph/change-notifications-delivery-webhooks, "slow" and "drop".
 */
import type { SimClock } from '../clock.ts';
import { saveMapOfRecords } from '../world/stateful.ts';
import type { Restore, Stateful } from '../world/stateful.ts';

type EndpointState = 'open' | 'slow' | 'drop';
type Admission =
  | { readonly verdict: 'send' }
  | { readonly verdict: 'drop' }
  /** `until` is the simulator's clock. */
  | { readonly verdict: 'wait'; readonly until: number };

interface EndpointAnswer {
  /** Later than the limit of a first attempt; then later than that of a repeated one. */
  readonly slow: boolean;
  readonly late: boolean;
}

interface Endpoint {
  state: EndpointState;
  /** Simulator clock: until then it waits or drops without a try. */
  until: number;
  /** Tries since then. */
  probes: number;
  answers: (EndpointAnswer & { readonly at: number })[];
}

const WINDOW_MS = 10 * 60_000;
const SLOW_SHARE = 0.1;
const DROP_SHARE = 0.15;
/** "A few" are tried every ten minutes. */
const PROBES = 3;

export class EndpointHealth implements Stateful {
  readonly #clock: SimClock;
  readonly #judgedAfter: () => number;
  readonly #endpoints = new Map<string, Endpoint>();

  /** `judgedAfter`: how many answers it takes before a good endpoint can become a bad one. */
  constructor(clock: SimClock, judgedAfter: () => number) {
    this.#clock = clock;
    this.#judgedAfter = judgedAfter;
  }

  /** Asked of every new notification, and again of those that have waited. */
  admit(url: string): Admission {
    const endpoint = this.#endpoints.get(originOf(url));
    if (endpoint === undefined || endpoint.state === 'open') return { verdict: 'send' };
    if (this.#clock.now() >= endpoint.until && endpoint.probes < PROBES) {
      endpoint.probes += 1;
      return { verdict: 'send' };
    }
    if (endpoint.state === 'drop') return { verdict: 'drop' };
    return { verdict: 'wait', until: Math.max(endpoint.until, this.#clock.now()) + WINDOW_MS };
  }

  record(url: string, answer: EndpointAnswer): void {
    const now = this.#clock.now();
    const endpoint = this.#endpoint(originOf(url));
    endpoint.answers = [...endpoint.answers.filter(({ at }) => at > now - WINDOW_MS), { ...answer, at: now }];
    // Answers to what was under way when the state was entered do not end it.
    const judged =
      endpoint.state === 'open' ? endpoint.answers.length >= this.#judgedAfter() : now >= endpoint.until;
    if (!judged) return;
    const share = (kind: 'slow' | 'late') =>
      endpoint.answers.filter((one) => one[kind]).length / endpoint.answers.length;
    const state = share('late') > DROP_SHARE ? 'drop' : share('slow') > SLOW_SHARE ? 'slow' : 'open';
    if (state === 'open' && endpoint.state === 'open') return;
    endpoint.state = state;
    endpoint.until = now + WINDOW_MS;
    endpoint.probes = 0;
  }

  list(): { readonly origin: string; readonly state: EndpointState }[] {
    return [...this.#endpoints].map(([origin, { state }]) => ({ origin, state }));
  }

  save(): Restore {
    return saveMapOfRecords(this.#endpoints);
  }

  clear(): void {
    this.#endpoints.clear();
  }

  #endpoint(origin: string): Endpoint {
    const known = this.#endpoints.get(origin);
    if (known !== undefined) return known;
    const fresh: Endpoint = { state: 'open', until: 0, probes: 0, answers: [] };
    this.#endpoints.set(origin, fresh);
    return fresh;
  }
}

const originOf = (url: string): string => new URL(url).origin;
