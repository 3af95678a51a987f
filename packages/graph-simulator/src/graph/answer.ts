/** What a handler gives back; `plugin.ts` writes it. */
export interface GraphAnswer {
  readonly status: number;
  /** Absent in an answer without content. */
  readonly body?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}
