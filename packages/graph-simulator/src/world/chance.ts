/**
 * The only chance in the simulator: named streams of bytes from one seed, so that the same requests
 * in the same order get the same codes, tokens and ids. Without a seed every simulator has another. A reset
 * goes on in the streams: what was given before it must never be given again.
 */
import { randomUUID } from 'node:crypto';
import { guidFrom, hashBytes } from './seeded.ts';
import { saveMap } from './stateful.ts';
import type { Restore, Stateful } from './stateful.ts';

export class Chance implements Stateful {
  readonly #seed: string;
  /** Stream → how much of it was taken. */
  readonly #taken = new Map<string, number>();

  constructor(seed: string = randomUUID()) {
    this.#seed = seed;
  }

  guid(stream: string): string {
    return guidFrom(this.#next(stream));
  }

  /** In base64url, without padding. */
  opaque(stream: string, bytes: number): string {
    const from = this.#next(stream);
    const blocks = Array.from({ length: Math.ceil(bytes / 32) }, (_, index) => hashBytes(`${from}/${index}`));
    return Buffer.concat(blocks).subarray(0, bytes).toString('base64url');
  }

  save(): Restore {
    return saveMap(this.#taken);
  }

  #next(stream: string): string {
    const count = (this.#taken.get(stream) ?? 0) + 1;
    this.#taken.set(stream, count);
    return `${this.#seed}/${stream}/${count}`;
  }
}
