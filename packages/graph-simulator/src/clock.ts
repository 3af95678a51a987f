/**
 * The simulator's own clock: real time plus an offset that only moves forward, or a time
 * that stands still until it is moved. Everything that waits or expires in the simulator
 * reads this, so that a test can pass hours in one request.
 */
import type { Restore, Stateful } from './world/stateful.ts';

export interface ClockOptions {
  /** Milliseconds since the epoch; now when left out. */
  readonly startsAt?: number | undefined;
  /** True: time passes only by `advance`. */
  readonly stands?: boolean | undefined;
}

export class SimClock implements Stateful {
  readonly #stands: boolean;
  readonly #startsAt: number | undefined;
  /** Where it stands; of a clock that goes, how far it is ahead of real time. */
  #base = 0;

  constructor(options: ClockOptions = {}) {
    this.#stands = options.stands ?? false;
    this.#startsAt = options.startsAt;
    this.reset();
  }

  /** Milliseconds since the epoch, on the simulator's clock. */
  now(): number {
    return this.#stands ? this.#base : Date.now() + this.#base;
  }

  /** How far the simulator runs ahead of real time, in milliseconds. */
  get offsetMs(): number {
    return this.#stands ? this.#base - Date.now() : this.#base;
  }

  advance(ms: number): void {
    if (!Number.isFinite(ms) || ms < 0)
      throw new RangeError('A clock is advanced by zero or more milliseconds.');
    this.#base += ms;
  }

  /** Back to the start: the time it was given, or real time. */
  reset(): void {
    if (this.#stands) this.#base = this.#startsAt ?? Date.now();
    else this.#base = this.#startsAt === undefined ? 0 : this.#startsAt - Date.now();
  }

  /** Restored, it shows the time of the snapshot again. */
  save(): Restore {
    const at = this.now();
    return () => {
      this.#base = this.#stands ? at : at - Date.now();
    };
  }
}
