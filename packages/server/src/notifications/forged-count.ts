/**
 * Counts notifications that are not genuine and writes at most one audit row a minute, whatever
 * arrives: a flood of forgeries must not become a flood of rows. Never keeps what they said.
 */
import { recordAudit } from '../audit/audit-log.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../models/db.ts';

const MINUTE_MS = 60_000;

export class ForgedCount {
  readonly #db: Db;
  readonly #clock: Clock;
  #count = 0;
  #lastRowAt = -Infinity;

  constructor(db: Db, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  /** The first of a while is written at once, what follows with the next row. */
  async add(count: number): Promise<void> {
    this.#count += count;
    await this.writeIfDue();
  }

  async writeIfDue(): Promise<void> {
    if (this.#clock.now() - this.#lastRowAt >= MINUTE_MS) await this.write();
  }

  async write(): Promise<void> {
    if (this.#count === 0) return;
    const count = this.#count;
    this.#count = 0;
    this.#lastRowAt = this.#clock.now();
    try {
      await recordAudit(this.#db, {
        action: 'webhook.forged',
        outcome: 'denied',
        at: this.#clock.date(),
        userId: null,
        detail: { count },
      });
    } catch (error) {
      this.#count += count;
      throw error;
    }
  }
}
