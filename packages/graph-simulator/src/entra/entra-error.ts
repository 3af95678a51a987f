/**
 * Errors in Entra's shape, for the token endpoint, for redirects and for pages.
 * Clients react to `error`; the AADSTS numbers are for messages and logs.
 * Source: learn.microsoft.com/entra/identity-platform/reference-error-codes.
 */
import type { Chance } from '../world/chance.ts';

export interface EntraErrorInput {
  /** OAuth 2.0 error, for example `invalid_grant`. */
  readonly error: string;
  /** AADSTS number. */
  readonly code: number;
  readonly message: string;
  /** HTTP status at the token endpoint; 400 when left out. */
  readonly status?: number;
  /** A finer class, which only some errors have. */
  readonly suberror?: string;
  /** JSON: the claims challenge to send along with the next authorization request. */
  readonly claims?: string;
}

export class EntraError extends Error {
  readonly error: string;
  readonly code: number;
  readonly status: number;
  readonly suberror: string | undefined;
  readonly claims: string | undefined;

  constructor(input: EntraErrorInput) {
    super(input.message);
    this.name = 'EntraError';
    this.error = input.error;
    this.code = input.code;
    this.status = input.status ?? 400;
    this.suberror = input.suberror;
    this.claims = input.claims;
  }
}

export interface EntraErrorBody {
  readonly error: string;
  readonly error_description: string;
  readonly error_codes: readonly number[];
  /** `2026-01-09 02:02:12Z` */
  readonly timestamp: string;
  readonly trace_id: string;
  readonly correlation_id: string;
  readonly error_uri: string;
  readonly suberror?: string;
  readonly claims?: string;
}

export interface EntraErrorContext {
  /** Simulator clock, ms since the epoch. */
  readonly at: number;
  readonly chance: Chance;
  readonly origin: string;
  /** The client's `client-request-id`, which Entra gives back. */
  readonly correlationId?: string | undefined;
}

export function entraErrorBody(
  error: Pick<EntraErrorInput, 'error' | 'code' | 'message'> & {
    readonly suberror?: string | undefined;
    readonly claims?: string | undefined;
  },
  context: EntraErrorContext,
): EntraErrorBody {
  const timestamp = `${new Date(context.at).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const traceId = context.chance.guid('trace');
  const correlationId = context.correlationId ?? context.chance.guid('correlation');
  return {
    error: error.error,
    error_description: `AADSTS${error.code}: ${error.message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
    error_codes: [error.code],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
    error_uri: `${context.origin}/error?code=${error.code}`,
    ...(error.suberror === undefined ? {} : { suberror: error.suberror }),
    ...(error.claims === undefined ? {} : { claims: error.claims }),
  };
}
