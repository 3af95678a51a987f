/**
 * Snapshots of everything: taken at one moment, restored any number of times, kept in memory. The
 * world with its clock comes first: whatever is restored after it may read the time.
 */
import { saveAll } from './stateful.ts';
import type { Restore, Stateful } from './stateful.ts';

/** The oldest is forgotten when there are more. */
const KEPT = 50;

export class Snapshots {
  readonly #parts: readonly Stateful[];
  readonly #kept = new Map<string, Restore>();
  #taken = 0;

  constructor(parts: readonly Stateful[]) {
    this.#parts = parts;
  }

  /** Returns the snapshot's name. */
  take(): string {
    this.#taken += 1;
    const name = `snapshot-${this.#taken}`;
    this.#kept.set(name, saveAll(this.#parts));
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return name;
  }

  /** False when there is none of this name. */
  restore(name: string): boolean {
    const restore = this.#kept.get(name);
    restore?.();
    return restore !== undefined;
  }
}
