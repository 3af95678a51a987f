/** Tokens in use, so that a page of a round costs no read of the account's row. Bounded: the oldest goes. */
export class TokenMemory {
  readonly #tokens = new Map<string, { readonly token: string; readonly until: number }>();
  readonly #most: number;

  constructor(most = 500) {
    this.#most = most;
  }

  /** @param now ms since the epoch @returns undefined when it should be refreshed, or is not known */
  get(accountId: string, now: number): string | undefined {
    const known = this.#tokens.get(accountId);
    return known !== undefined && known.until > now ? known.token : undefined;
  }

  set(accountId: string, token: string, until: number): void {
    this.#tokens.delete(accountId);
    this.#tokens.set(accountId, { token, until });
    if (this.#tokens.size <= this.#most) return;
    const [oldest] = this.#tokens.keys();
    if (oldest !== undefined) this.#tokens.delete(oldest);
  }

  forget(accountId: string): void {
    this.#tokens.delete(accountId);
  }
}
