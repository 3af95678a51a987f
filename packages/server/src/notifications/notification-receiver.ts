/**
 * The door for notifications: judges each item by itself, makes the genuine ones last, and only then
 * lets the caller answer. Anything else is counted and has no effect. Knows no HTTP: the route parses
 * the body, calls `receive`, and answers 202, or what it throws.
 *
 * Items whose secret was genuine before go straight to be persisted. Those of secrets not seen here are looked up
 * first, in a queue of their own, and those of an address that floods us with forgeries in a third, slow one: so
 * whatever strangers send waits behind strangers, and never takes the place of a notification.
 */
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { ProblemError } from '../platform/problem.ts';
import type { Db } from '../models/db.ts';
import { findKnown } from './find-known.ts';
import { ForgedCount } from './forged-count.ts';
import { ForgedFlood } from './forged-flood.ts';
import { GatherError, Gatherer } from './gather.ts';
import { isGenuine, readNotification } from './judge-notification.ts';
import type { ReadNotification } from './judge-notification.ts';
import { persistNotifications } from './persist-notifications.ts';
import type { GenuineNotification } from './persist-notifications.ts';
import { RecentSecrets } from './recent-secrets.ts';
import type { Ring } from './ring.ts';

/** How the items of one POST were judged. */
export interface Receipt {
  readonly genuine: number;
  /** Unknown secret, or the secret of another subscription. */
  readonly forged: number;
  readonly malformed: number;
}

export interface NotificationOrigin {
  readonly receivedAt: Date;
  /** The sender's; undefined where nobody sent it over HTTP. */
  readonly address?: string | undefined;
}

interface Arrived {
  readonly item: ReadNotification;
  readonly receivedAt: Date;
  /** Found genuine when it was looked up: worth persisting. */
  looksGenuine: boolean;
  /** And committed. */
  genuine: boolean;
}

/** Graph waits 3 seconds for the first answer (change-notifications-delivery-webhooks). */
const PATIENCE_MS = 2_000;
const FORGED_EVERY_MS = 2_000;
const SECRETS_KEPT = 50_000;
const persisting = { windowMs: 5, pieceSize: 1_000, limit: 20_000 };
const strangers = { windowMs: 1, pieceSize: 1_000, limit: 10_000 };
const flooders = { windowMs: 50, pieceSize: 200, limit: 1_000 };

export class NotificationReceiver implements AsyncDisposable {
  readonly #deps: { readonly db: Db; readonly clock: Clock; readonly ring: Ring; readonly logger: Logger };
  readonly #persisting: Gatherer<Arrived>;
  readonly #strangers: Gatherer<Arrived>;
  readonly #flooders: Gatherer<Arrived>;
  readonly #proven = new RecentSecrets(SECRETS_KEPT);
  readonly #flood = new ForgedFlood();
  readonly #forged: ForgedCount;
  readonly #timer: NodeJS.Timeout;

  constructor(deps: {
    readonly db: Db;
    readonly clock: Clock;
    readonly ring: Ring;
    readonly logger: Logger;
  }) {
    this.#deps = deps;
    this.#forged = new ForgedCount(deps.db, deps.clock);
    this.#persisting = new Gatherer(persisting, (arrived) => this.#persist(arrived));
    this.#strangers = new Gatherer(strangers, (arrived) => this.#judge(arrived));
    this.#flooders = new Gatherer(flooders, (arrived) => this.#judge(arrived));
    this.#timer = setInterval(() => this.#logging(this.#forged.writeIfDue()), FORGED_EVERY_MS);
    this.#timer.unref();
  }

  /**
   * Resolves after the commit of what is genuine.
   * @throws ProblemError `not_persisted`, or `too_many_requests` of an address that floods: send all of it again
   */
  async receive(items: readonly unknown[], origin: NotificationOrigin): Promise<Receipt> {
    const until = performance.now() + PATIENCE_MS;
    const arrived = items.flatMap((each): Arrived[] => {
      const item = readNotification(each);
      return item === undefined
        ? []
        : [{ item, receivedAt: origin.receivedAt, looksGenuine: false, genuine: false }];
    });
    const isProven = ({ item }: Arrived): boolean => this.#proven.has(item.clientStateHash);
    const proven = arrived.filter(isProven);
    const unproven = arrived.filter((each) => !isProven(each));
    const [persisted, judged] = await Promise.allSettled([
      this.#persisting.add(proven, PATIENCE_MS),
      this.#prove(unproven, origin.address, until),
    ]);
    for (const end of [persisted, judged]) if (end.status === 'rejected') throw refusal(end.reason);
    const genuine = arrived.filter((each) => each.genuine).length;
    const forged = arrived.length - genuine;
    if (forged > 0) this.#countForged(forged, origin.address);
    return { genuine, forged, malformed: items.length - arrived.length };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    for (const gatherer of [this.#strangers, this.#flooders, this.#persisting]) await gatherer.idle();
    await this.#forged.write();
  }

  /** Looks up what was not seen here before; what is genuine is persisted with the rest. */
  async #prove(arrived: readonly Arrived[], address: string | undefined, until: number): Promise<void> {
    if (arrived.length === 0) return;
    const flooding = address !== undefined && this.#flood.isFlooding(address, this.#deps.clock.now());
    try {
      await (flooding ? this.#flooders : this.#strangers).add(arrived, until - performance.now());
    } catch (error) {
      if (flooding && error instanceof GatherError) throw tooMuch(error);
      throw error;
    }
    const genuine = arrived.filter((each) => each.looksGenuine);
    await this.#persisting.add(genuine, Math.max(0, until - performance.now()));
  }

  async #judge(arrived: readonly Arrived[]): Promise<void> {
    const known = await findKnown(this.#deps.db, hashesOf(arrived));
    for (const each of arrived)
      each.looksGenuine = isGenuine(each.item, known.get(each.item.clientStateHash));
  }

  async #persist(arrived: readonly Arrived[]): Promise<void> {
    const { db, ring } = this.#deps;
    const known = await findKnown(db, hashesOf(arrived));
    const genuine: GenuineNotification[] = [];
    const believed: Arrived[] = [];
    for (const each of arrived) {
      const hash = each.item.clientStateHash;
      const subscription = known.get(hash);
      if (subscription === undefined) this.#proven.forget(hash);
      if (subscription === undefined || !isGenuine(each.item, subscription)) continue;
      this.#proven.add(hash);
      genuine.push({ item: each.item, subscription, receivedAt: each.receivedAt });
      believed.push(each);
    }
    if (genuine.length > 0) await persistNotifications(db, ring, genuine);
    for (const each of believed) each.genuine = true;
  }

  /** Not awaited: counting them must not delay the genuine ones of the same POST. */
  #countForged(forged: number, address: string | undefined): void {
    if (address !== undefined) this.#flood.add(address, forged, this.#deps.clock.now());
    this.#logging(this.#forged.add(forged));
  }

  #logging(work: Promise<void>): void {
    work.catch((error: unknown) =>
      this.#deps.logger.warn({ err: error }, 'forged notifications could not be recorded'),
    );
  }
}

function hashesOf(arrived: readonly Arrived[]): string[] {
  return [...new Set(arrived.map(({ item }) => item.clientStateHash))];
}

function refusal(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  return new ProblemError('not_persisted', 'The notifications could not be stored: send them again.', {
    headers: { 'retry-after': '5' },
    cause: error,
  });
}

function tooMuch(cause: unknown): ProblemError {
  return new ProblemError('too_many_requests', 'Too many notifications that are not ours came from there.', {
    headers: { 'retry-after': '30' },
    cause,
  });
}
