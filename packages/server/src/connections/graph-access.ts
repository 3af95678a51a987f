/**
 * The only caller of Microsoft Graph: brings a token, counts requests, and remembers for the whole
 * mailbox when Graph asks for patience. Callers hold a slot of the mailbox and give it back before
 * longer waits. Whatever fails, also a refresh, reaches them as GraphError: one way to say how to retry.
 */
import { GraphClient, GraphError } from '@calmirror/graph-client';
import type { Fetch, GraphCalendar, GraphUser, OnRequest } from '@calmirror/graph-client';
import { sql } from 'kysely';

import type { Clock } from '../platform/clock.ts';
import type { Db } from '../models/db.ts';
import { inTransaction } from '../platform/in-transaction.ts';

import { AccessTokenError } from './access-token-error.ts';
import type { AccessTokens } from './access-tokens.ts';
import { markReauthRequired } from './account-status.ts';

export interface RequestCounter {
  add(count: number): void;
}

export interface GraphAccessDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly tokens: AccessTokens;
  /** With the version, for example https://graph.microsoft.com/v1.0. */
  readonly graphUrl: string;
  readonly fetch?: Fetch;
  /** Waits between two attempts of one request; in real time when left out. */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** For metrics: each HTTP attempt, without addresses or bodies. */
  readonly onRequest?: OnRequest;
  /** For metrics: how long a mailbox must be left alone. */
  readonly onThrottled?: (seconds: number) => void;
}

export interface GraphCallContext {
  /** Told of each HTTP attempt. */
  readonly requests?: RequestCounter;
  readonly signal?: AbortSignal;
}

const STEP_UP = 'Your organisation wants you to sign in again. Connect the account again.';

export class GraphAccess {
  readonly #deps: GraphAccessDeps;

  constructor(deps: GraphAccessDeps) {
    this.#deps = deps;
  }

  /**
   * Runs with a living token; once more with another one where Graph does not take it. Pass `context.signal` on to the client.
   * @throws GraphError, or the signal's reason
   */
  async with<T>(
    accountId: string,
    run: (graph: GraphClient, accessToken: string) => Promise<T>,
    context: GraphCallContext = {},
  ): Promise<T> {
    const graph = this.client(context.requests);
    const token = await this.#token(accountId);
    context.signal?.throwIfAborted();
    let another: string | undefined;
    try {
      return await run(graph, token);
    } catch (error) {
      another = await this.#insteadOf(accountId, token, error);
      if (another === undefined) throw await this.#learn(accountId, error);
    }
    context.signal?.throwIfAborted();
    try {
      return await run(graph, another);
    } catch (error) {
      throw await this.#learn(accountId, error);
    }
  }

  /** A token that may do better: a fresh one, or the one that somebody who signed in again has brought since. */
  async #insteadOf(accountId: string, token: string, error: unknown): Promise<string | undefined> {
    if (!(error instanceof GraphError)) return undefined;
    if (error.code === 'unauthorized') return this.#token(accountId, token);
    if (error.code !== 'claims_required') return undefined;
    this.#deps.tokens.forget(accountId);
    const stored = await this.#token(accountId);
    return stored === token ? undefined : stored;
  }

  /** For a token that has no account yet: the callback of a sign-in. */
  client(requests?: RequestCounter): GraphClient {
    const { graphUrl, clock, fetch, sleep, onRequest } = this.#deps;
    return new GraphClient({
      baseUrl: graphUrl,
      userAgent: 'calmirror',
      now: () => clock.now(),
      fetch,
      sleep,
      onRequest: (record) => {
        requests?.add(1);
        onRequest?.(record);
      },
    });
  }

  meOf(accountId: string, context: GraphCallContext = {}): Promise<GraphUser> {
    return this.with(accountId, (graph, token) => graph.getMe(token, callOptions(context)), context);
  }

  calendarsOf(accountId: string, context: GraphCallContext = {}): Promise<GraphCalendar[]> {
    return this.with(accountId, (graph, token) => graph.listCalendars(token, callOptions(context)), context);
  }

  async #token(accountId: string, rejected?: string): Promise<string> {
    try {
      return await this.#deps.tokens.forAccount(accountId, rejected === undefined ? {} : { rejected });
    } catch (error) {
      throw error instanceof AccessTokenError ? graphErrorOf(error) : error;
    }
  }

  /** What an error says about the whole mailbox or account is written down before it goes on. */
  async #learn(accountId: string, error: unknown): Promise<unknown> {
    if (!(error instanceof GraphError)) return error;
    if ((error.status === 429 || error.status === 503) && error.retryAfterMs !== undefined) {
      await this.#blockMailbox(accountId, error.retryAfterMs);
    }
    if (error.code === 'claims_required') {
      this.#deps.tokens.forget(accountId);
      await inTransaction(this.#deps.db, (tx) =>
        markReauthRequired(tx, this.#deps.clock, {
          id: accountId,
          reason: STEP_UP,
          code: 'claims_required',
        }),
      );
    }
    return error;
  }

  /** Retry-After binds every worker of every process. */
  async #blockMailbox(accountId: string, retryAfterMs: number): Promise<void> {
    this.#deps.onThrottled?.(retryAfterMs / 1000);
    const until = new Date(this.#deps.clock.now() + retryAfterMs);
    await this.#deps.db
      .updateTable('mailbox')
      .set({ blocked_until: sql`greatest(blocked_until, ${until})` })
      .where('id', '=', (query) =>
        query
          .selectFrom('microsoft_account')
          .select('mailbox_id')
          .where('microsoft_account.id', '=', accountId),
      )
      .execute();
  }
}

function callOptions(context: GraphCallContext): { signal?: AbortSignal } {
  return context.signal === undefined ? {} : { signal: context.signal };
}

function graphErrorOf(error: AccessTokenError): GraphError {
  const code =
    error.code === 'reauth_required' || error.code === 'account_gone'
      ? 'unauthorized'
      : 'service_unavailable';
  return new GraphError(code, error.message, { cause: error });
}
