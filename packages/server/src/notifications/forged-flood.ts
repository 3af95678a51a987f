/**
 * Which addresses send so many forged items that theirs must wait behind those of others. Only what was found forged
 * counts: whatever Microsoft sends in one burst, it is genuine, and counts nothing. Time is passed in.
 */
import { isIPv6 } from 'node:net';

/** Forged items of one address that are normal: late notifications of subscriptions that are long forgotten. */
const CAPACITY = 1_000;
/** Forgiven each second. */
const LEAK = 50;
/** No address is remembered for longer than 40 seconds after its last forged item. */
const MOST = 2 * CAPACITY;
const ADDRESSES = 10_000;

interface Level {
  readonly items: number;
  /** ms */
  readonly at: number;
}

export class ForgedFlood {
  readonly #levels = new Map<string, Level>();

  /** @param now ms */
  isFlooding(address: string, now: number): boolean {
    return this.#level(networkOf(address), now) > CAPACITY;
  }

  /** @param now ms */
  add(address: string, forged: number, now: number): void {
    const network = networkOf(address);
    const items = Math.min(this.#level(network, now) + forged, MOST);
    this.#levels.delete(network);
    this.#levels.set(network, { items, at: now });
    if (this.#levels.size > ADDRESSES) this.#forgetOne();
  }

  #level(network: string, now: number): number {
    const level = this.#levels.get(network);
    return level === undefined ? 0 : Math.max(0, level.items - (Math.max(0, now - level.at) * LEAK) / 1000);
  }

  #forgetOne(): void {
    for (const oldest of this.#levels.keys()) {
      this.#levels.delete(oldest);
      return;
    }
  }
}

/** Whoever has one IPv6 address has 2^64 of them: its first four groups count. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [plain = ''] = address.split('%', 1);
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = plain.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  return [...before, ...(tail === undefined ? [] : zeros), ...after]
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':');
}
