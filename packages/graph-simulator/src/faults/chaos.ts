/**
 * Chaos: faults that nobody wrote down, drawn from a seed. The same seed and the same requests in the
 * same order meet the same faults. Pure but for its own state.
 */
import { Type } from 'typebox';
import type { Static } from 'typebox';
import { seededRandom } from '../world/seeded.ts';
import type { SeededRandom } from '../world/seeded.ts';
import type { Restore, Stateful } from '../world/stateful.ts';
import type { FaultAction, NotificationFault, RequestFault } from './fault-actions.ts';
import { TOKEN_DEATHS } from './token-deaths.ts';

type Draw<T> = (chance: SeededRandom) => T;

/** Short enough for a test to wait for. */
const REQUEST_KINDS = {
  throttled: (chance) => ({
    type: 'status',
    status: 429,
    code: 'ApplicationThrottled',
    message: 'Application is over its MailboxConcurrency limit.',
    retryAfter: Number((chance.next() * 0.5).toFixed(3)),
  }),
  unavailable: () => ({ type: 'status', status: 503 }),
  timeout: () => ({ type: 'status', status: 504 }),
  proxyPage: (chance) => ({ type: 'proxyPage', status: chance.pick([200, 502, 503]) }),
  slow: (chance) => ({ type: 'delay', ms: chance.below(200) }),
  reset: () => ({ type: 'reset' }),
  lostAnswer: () => ({ type: 'loseAnswer' }),
  truncated: () => ({ type: 'truncate' }),
  tokenLost: (chance) => ({ type: 'tokenLost', shape: chance.pick(TOKEN_DEATHS) }),
  killedTokens: () => ({ type: 'killDeltaTokens' }),
  deltaLag: (chance) => ({ type: 'deltaLag', ms: chance.below(5_000) }),
  emptyPage: () => ({ type: 'emptyPage' }),
  replayPage: () => ({ type: 'replayPage' }),
  endlessPage: () => ({ type: 'endlessPage' }),
  strayTombstone: () => ({ type: 'strayTombstone' }),
} as const satisfies Record<string, Draw<RequestFault>>;

const NOTIFICATION_KINDS = {
  notificationDropped: () => ({ type: 'dropNotification' }),
  notificationDoubled: () => ({ type: 'doubleNotification' }),
  notificationDelayed: (chance) => ({ type: 'delayNotification', ms: chance.below(60_000) }),
  notificationReordered: () => ({ type: 'reorderNotification' }),
} as const satisfies Record<string, Draw<NotificationFault>>;

const KIND_NAMES = [...namesOf(REQUEST_KINDS), ...namesOf(NOTIFICATION_KINDS)];

export const ChaosOptions = Type.Object(
  {
    seed: Type.String(),
    /** Of requests, and of notifications, that meet a fault. */
    rate: Type.Number({ minimum: 0, maximum: 1 }),
    /** Left out: all of them. Nulls are none of them: they would change what a mailbox says. */
    kinds: Type.Optional(Type.Array(Type.Enum(KIND_NAMES), { minItems: 1 })),
    /** Only requests whose decoded path with its query fits, and notifications whose resource does. */
    pathPattern: Type.Optional(Type.String()),
    user: Type.Optional(Type.String({ description: 'object id or user principal name' })),
  },
  { additionalProperties: false },
);
export type ChaosOptions = Static<typeof ChaosOptions>;

export class Chaos implements Stateful {
  readonly options: ChaosOptions;
  readonly #chance: SeededRandom;
  readonly #requestDraws: readonly Draw<RequestFault>[];
  readonly #notificationDraws: readonly Draw<NotificationFault>[];

  constructor(options: ChaosOptions) {
    this.options = options;
    this.#chance = seededRandom(`chaos/${options.seed}`);
    const wanted = (name: string): boolean =>
      options.kinds === undefined || options.kinds.some((kind) => kind === name);
    this.#requestDraws = Object.entries(REQUEST_KINDS).flatMap(([name, draw]) =>
      wanted(name) ? [draw] : [],
    );
    this.#notificationDraws = Object.entries(NOTIFICATION_KINDS).flatMap(([name, draw]) =>
      wanted(name) ? [draw] : [],
    );
  }

  /** One draw for each request, whatever comes of it, so that later draws do not move. */
  forRequest(): RequestFault | undefined {
    return this.#draw(this.#requestDraws);
  }

  forNotification(): NotificationFault | undefined {
    return this.#draw(this.#notificationDraws);
  }

  save(): Restore {
    return this.#chance.save();
  }

  #draw<T extends FaultAction>(draws: readonly Draw<T>[]): T | undefined {
    const isHit = this.#chance.next() < this.options.rate;
    const draw = draws[this.#chance.below(draws.length)];
    return isHit ? draw?.(this.#chance) : undefined;
  }
}

function namesOf<T extends object>(kinds: T): (keyof T & string)[] {
  return Object.keys(kinds).filter((name): name is keyof T & string => name in kinds);
}
