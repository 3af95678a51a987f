/**
 * Everything in the demo world that looks random is derived from a text, so that
 * two runs of the simulator hold the same people, calendars, ids and events.
 */
import { createHash } from 'node:crypto';
import type { Restore } from './stateful.ts';

export function hashBytes(seed: string): Buffer {
  return createHash('sha256').update(seed).digest();
}

/** The first `digits` hexadecimal digits of the seed's hash; at most 64. */
export function hashHex(seed: string, digits: number): string {
  return hashBytes(seed).toString('hex').slice(0, digits);
}

/** A version 4 shaped UUID. */
export function guidFrom(seed: string): string {
  const hex = hashHex(seed, 32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export interface SeededRandom {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [0, below). */
  below(below: number): number;
  pick<T>(choices: readonly [T, ...T[]]): T;
  /** Keeps the place in the sequence; the answer goes back to it. */
  save(): Restore;
}

/** mulberry32: small, and good enough to scatter test data. */
export function seededRandom(seed: string): SeededRandom {
  let state = hashBytes(seed).readUInt32LE(0);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    pick: (choices) => choices[below(choices.length)] ?? choices[0],
    save: () => {
      const kept = state;
      return () => {
        state = kept;
      };
    },
  };
}
