/**
 * The two shapes that the decorators of this folder wrap: `fetch` itself, and an exchange, which
 * is a fetch whose body has been read. Retries and time-outs need the second: a connection may
 * be reset, or hang, in the middle of a body.
 */

/** The part of `fetch` that we use. Node's global `fetch` is one. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface GraphRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export type Exchange = (request: GraphRequest) => Promise<Answer>;
