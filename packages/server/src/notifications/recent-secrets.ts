/**
 * The hashes of secrets that were genuine lately, in this process. Decides only which queue an item goes through: what
 * it is, is judged by the rows each time. Keeps the ones used last, so it stays small.
 */
export class RecentSecrets {
  readonly #limit: number;
  readonly #hashes = new Set<string>();

  /** @param limit hashes kept: each takes about 150 bytes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  has(hash: string): boolean {
    return this.#hashes.has(hash);
  }

  add(hash: string): void {
    // A Set keeps the order of insertion: the first is the one that was not used for longest.
    this.#hashes.delete(hash);
    this.#hashes.add(hash);
    if (this.#hashes.size <= this.#limit) return;
    for (const oldest of this.#hashes) {
      this.#hashes.delete(oldest);
      return;
    }
  }

  forget(hash: string): void {
    this.#hashes.delete(hash);
  }
}
