/**
 * One way in for all operations: builds the request, sends it through the decorators of this
 * folder, and gives back parsed JSON or a GraphError. Knows headers and links, no calendars.
 */
import { GraphError } from '../errors.ts';
import { errorFromAnswer } from './error-from-answer.ts';
import type { CallKind } from './error-from-answer.ts';
import type { Fetch, GraphRequest } from './exchange.ts';
import { withAuth } from './with-auth.ts';
import { withBody } from './with-body.ts';
import { withObserver } from './with-observer.ts';
import type { OnRequest } from './with-observer.ts';
import { withRetry } from './with-retry.ts';
import type { RetryOptions } from './with-retry.ts';
import { withTimeout } from './with-timeout.ts';

export interface GraphHttpOptions extends RetryOptions {
  /** With the version, without a trailing slash: `https://graph.microsoft.com/v1.0`. */
  readonly baseUrl: string;
  readonly fetch: Fetch;
  readonly userAgent: string;
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
  readonly onRequest: OnRequest | undefined;
}

/** What every method of the client takes last. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** `me` (default), or a user's object id for the `/users/{id}` form. */
  readonly mailbox?: string | undefined;
  /** Told of each HTTP attempt of this call, beside the client's own observer. */
  readonly onRequest?: OnRequest | undefined;
}

export interface GraphCall {
  readonly operation: string;
  readonly kind: CallKind;
  readonly method: GraphRequest['method'];
  readonly accessToken: string;
  /** A path below the base URL, or a whole link that Graph gave. */
  readonly target: { readonly path: string } | { readonly link: string };
  /** Beside the immutable ids, which every call asks for. */
  readonly prefer?: readonly string[];
  readonly body?: unknown;
  readonly options: CallOptions;
}

/** Preferences are per request and in no token: without this one, ids would differ between pages. */
export const IMMUTABLE_IDS = 'IdType="ImmutableId"';

export class GraphHttp {
  readonly #options: GraphHttpOptions;

  constructor(options: GraphHttpOptions) {
    this.#options = options;
  }

  now(): number {
    return this.#options.now();
  }

  /** The JSON of a successful answer; undefined for an empty one. Throws GraphError, or the abort's reason. */
  async send(call: GraphCall): Promise<unknown> {
    const { baseUrl, fetch, maxBodyBytes, timeoutMs, onRequest } = this.#options;
    const observers = [onRequest, call.options.onRequest].filter((observe) => observe !== undefined);
    const once = withTimeout(withBody(withAuth(fetch, call.accessToken, baseUrl), maxBodyBytes), timeoutMs);
    const exchange = withRetry(withObserver(once, call.operation, observers), this.#options);
    const answer = await exchange({
      url: 'link' in call.target ? call.target.link : `${baseUrl}${call.target.path}`,
      method: call.method,
      headers: this.#headers(call),
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
      signal: call.options.signal,
    });
    if (answer.status < 200 || answer.status >= 300) {
      throw errorFromAnswer(answer, { kind: call.kind, now: this.now() });
    }
    return answer.text === '' ? undefined : parseJson(answer.text, answer.status);
  }

  #headers(call: GraphCall): Record<string, string> {
    return {
      accept: 'application/json',
      'user-agent': this.#options.userAgent,
      prefer: [IMMUTABLE_IDS, ...(call.prefer ?? [])].join(', '),
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    };
  }
}

function parseJson(text: string, status: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the body.
    throw new GraphError('broken_response', 'Microsoft Graph sent an answer that is not JSON.', {
      status,
    });
  }
}
