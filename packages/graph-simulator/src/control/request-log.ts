/** What was asked of the simulated cloud, newest last. Never holds a token or a secret. */

const KEPT = 20_000;

export interface LoggedRequest {
  readonly seq: number;
  /** Simulator clock, RFC 3339, when the request arrived. */
  readonly at: string;
  readonly method: string;
  /** Decoded, with its query. */
  readonly path: string;
  /** The same for every request that followed the same nextLink or deltaLink; else null. */
  readonly link: string | null;
  /** User principal name, or null when nobody is named by a valid token. */
  readonly user: string | null;
  /** Requests of this user under way on Graph, this one included; 0 elsewhere. */
  readonly concurrent: number;
  /** Null while under way, and when the connection broke before an answer began. */
  readonly status: number | null;
  /** Whether the answer was sent to its end. */
  readonly complete: boolean;
  /** Kinds of the faults that it met, by rule or by chaos. */
  readonly faults: readonly string[];
}

export type OpenEntry = { -readonly [K in keyof LoggedRequest]: LoggedRequest[K] };

export class RequestLog {
  #entries: OpenEntry[] = [];
  #seq = 0;

  /** The entry stays in the log and may be completed by its owner. */
  open(entry: Omit<OpenEntry, 'seq'>): OpenEntry {
    this.#seq += 1;
    const opened = { seq: this.#seq, ...entry };
    this.#entries.push(opened);
    // Cutting at twice the size keeps the cost of a request constant.
    if (this.#entries.length >= 2 * KEPT) this.#entries = this.#entries.slice(-KEPT);
    return opened;
  }

  /** Entries with a `seq` above `since` whose path contains `path`. */
  list(filter: { since?: number | undefined; path?: string | undefined } = {}): LoggedRequest[] {
    const { since = 0, path = '' } = filter;
    return this.#entries
      .slice(-KEPT)
      .filter((entry) => entry.seq > since && entry.path.includes(path))
      .map((entry) => ({ ...entry }));
  }

  /** Forgets the entries; `seq` goes on. */
  clear(): void {
    this.#entries = [];
  }
}
