/**
 * Every error that leaves over HTTP, as RFC 9457 problem details with a code of the contract's closed union.
 * The one place where errors become statuses. An error nobody foresaw says nothing about itself outside.
 */
import { problems } from '@calmirror/api-contract';
import type { FieldError, ProblemBody, ProblemCode } from '@calmirror/api-contract';

export interface ProblemExtra {
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** Thrown anywhere below the HTTP edge; `detail` is a sentence that says what to do. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly detail: string;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, detail: string, extra: ProblemExtra = {}) {
    super(detail, extra.cause === undefined ? {} : { cause: extra.cause });
    this.code = code;
    this.detail = detail;
    this.errors = extra.errors;
    this.headers = extra.headers ?? {};
  }

  get status(): number {
    return problems[this.code].status;
  }
}

export interface Problem {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ProblemBody;
}

/** Any thrown value as the answer it gets. */
export function problemOf(error: unknown, requestId: string): Problem {
  const problem = error instanceof ProblemError ? error : foresee(error);
  const { status, title } = problems[problem.code];
  return {
    status,
    headers: problem.headers,
    body: {
      type: `/problems/${problem.code}`,
      title,
      status,
      detail: problem.detail,
      code: problem.code,
      requestId,
      ...(problem.errors === undefined ? {} : { errors: [...problem.errors] }),
    },
  };
}

const RETRY_SOON = { 'retry-after': '5' };

const fastifyCodes: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_media_type', 'Send the body as application/json.'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['payload_too_large', 'The body is larger than this address takes: send less.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: [
    'bad_request',
    'The content type says JSON but the body is empty: send a body, or no content type.',
  ],
  FST_ERR_CTP_INVALID_JSON_BODY: ['bad_request', 'The body is not valid JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['bad_request', 'The body is not as long as its Content-Length says.'],
  FST_ERR_BAD_URL: ['bad_request', 'The address is not properly encoded.'],
  FST_ERR_MAX_PARAM_LENGTH: ['uri_too_long', 'A part of the address is too long.'],
};

/** Errors of the database that mean it is away for the moment, or that somebody else was in the way. */
const databaseAway =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|57P0[1-3]|08\d{3}|53300|57014|25P03|40001|40P01|55P03)$/;

/** Where the driver gives no code: no connection in time, or one that broke under a query. */
const connectionLost =
  /timeout exceeded when trying to connect|^Connection terminated|connection error and is not queryable/;

function foresee(error: unknown): ProblemError {
  const code = codeOf(error);
  const known = code === undefined ? undefined : fastifyCodes[code];
  if (known !== undefined) return new ProblemError(known[0], known[1], { cause: error });
  if (
    (code !== undefined && databaseAway.test(code)) ||
    (error instanceof Error && connectionLost.test(error.message))
  ) {
    return new ProblemError('service_unavailable', 'The database does not answer at the moment: try again.', {
      headers: RETRY_SOON,
      cause: error,
    });
  }
  if (error instanceof SyntaxError && statusOf(error) === 400) {
    return new ProblemError('bad_request', 'The body is not valid JSON.', { cause: error });
  }
  return new ProblemError(
    'internal_error',
    'Something broke on our side. Try again; if it stays, give the operator the request id.',
    { cause: error },
  );
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function statusOf(error: Error): number | undefined {
  return 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined;
}
