/**
 * The simulator's own clock: real time plus an offset that only moves forward.
 * Everything that waits or expires in the simulator reads this, so that a test
 * can pass hours in one request.
 */
export class SimClock {
  #offsetMs = 0;

  /** Milliseconds since the epoch, on the simulator's clock. */
  now(): number {
    return Date.now() + this.#offsetMs;
  }

  /** How far the simulator runs ahead of real time, in milliseconds. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  advance(ms: number): void {
    if (!Number.isFinite(ms) || ms < 0)
      throw new RangeError('A clock is advanced by zero or more milliseconds.');
    this.#offsetMs += ms;
  }

  reset(): void {
    this.#offsetMs = 0;
  }
}
