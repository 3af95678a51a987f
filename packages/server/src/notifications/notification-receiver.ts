/**
 * The door for notifications: judges each item by itself, makes the genuine ones last, and only then
 * lets the caller answer. Anything else is counted and has no effect. Knows no HTTP: the route parses
 * the body, calls `receive`, and answers 202, or 503 where it throws.
 */
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { ProblemError } from '../platform/problem.ts';
import type { Db } from '../models/db.ts';
import { findKnown } from './find-known.ts';
import { ForgedCount } from './forged-count.ts';
import { Gatherer } from './gather.ts';
import { isGenuine, readNotification } from './judge-notification.ts';
import type { ReadNotification } from './judge-notification.ts';
import { persistNotifications } from './persist-notifications.ts';
import type { GenuineNotification } from './persist-notifications.ts';
import type { Ring } from './ring.ts';

/** How the items of one POST were judged. */
export interface Receipt {
  readonly genuine: number;
  /** Unknown secret, or the secret of another subscription. */
  readonly forged: number;
  readonly malformed: number;
}

interface Arrived {
  readonly item: ReadNotification;
  readonly receivedAt: Date;
  genuine: boolean;
}

/** Graph waits 3 seconds for the first answer (change-notifications-delivery-webhooks). */
const PATIENCE_MS = 2_000;
const WINDOW_MS = 5;
const PIECE_SIZE = 1_000;
const LIMIT = 20_000;
const FORGED_EVERY_MS = 2_000;

export class NotificationReceiver implements AsyncDisposable {
  readonly #deps: { readonly db: Db; readonly clock: Clock; readonly ring: Ring; readonly logger: Logger };
  readonly #gatherer: Gatherer<Arrived>;
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
    this.#gatherer = new Gatherer(
      { windowMs: WINDOW_MS, pieceSize: PIECE_SIZE, limit: LIMIT, patienceMs: PATIENCE_MS },
      (arrived) => this.#persist(arrived),
    );
    this.#timer = setInterval(() => this.#logging(this.#forged.writeIfDue()), FORGED_EVERY_MS);
    this.#timer.unref();
  }

  /**
   * Resolves after the commit.
   * @throws ProblemError `not_persisted`: Graph must send all of it again
   */
  async receive(items: readonly unknown[], receivedAt: Date): Promise<Receipt> {
    const arrived: Arrived[] = [];
    for (const each of items) {
      const item = readNotification(each);
      if (item !== undefined) arrived.push({ item, receivedAt, genuine: false });
    }
    try {
      await this.#gatherer.add(arrived);
    } catch (error) {
      this.#deps.logger.warn({ err: error, items: arrived.length }, 'notifications could not be persisted');
      throw new ProblemError('not_persisted', 'The notifications could not be stored: send them again.', {
        headers: { 'retry-after': '5' },
        cause: error,
      });
    }
    const genuine = arrived.filter((each) => each.genuine).length;
    return { genuine, forged: arrived.length - genuine, malformed: items.length - arrived.length };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#gatherer.idle();
    await this.#forged.write();
  }

  async #persist(arrived: readonly Arrived[]): Promise<void> {
    const { db, ring } = this.#deps;
    const known = await findKnown(db, [...new Set(arrived.map(({ item }) => item.clientStateHash))]);
    const genuine: GenuineNotification[] = [];
    for (const each of arrived) {
      const subscription = known.get(each.item.clientStateHash);
      if (subscription === undefined || !isGenuine(each.item, subscription)) continue;
      genuine.push({ item: each.item, subscription, receivedAt: each.receivedAt });
      each.genuine = true;
    }
    if (genuine.length > 0) await persistNotifications(db, ring, genuine);
    const forged = arrived.length - genuine.length;
    // Counting them must not delay the genuine ones of the same piece.
    if (forged > 0) this.#logging(this.#forged.add(forged));
  }

  #logging(work: Promise<void>): void {
    work.catch((error: unknown) =>
      this.#deps.logger.warn({ err: error }, 'forged notifications could not be recorded'),
    );
  }
}
