/**
 * Structured logs. Secrets never reach them: values under a tell-tale name are replaced at any depth,
 * errors are reduced to what says what happened (no bodies, no headers), URLs lose their query,
 * and a last pass over the written line catches bearer tokens and JWTs inside texts.
 */
import { pino } from 'pino';
import type { ChildLoggerOptions, DestinationStream, Logger as PinoLogger } from 'pino';

export type Logger = PinoLogger;

export interface LoggerOptions {
  readonly level: string;
  readonly destination?: DestinationStream;
}

const REDACTED = '[redacted]';
const DEPTH = 6;

const secretName =
  /token|secret|authorization|cookie|password|client_?state|verifier|private_?key|encryption_?key|data_?key|assertion/i;
const secretNames = new Set(['code', 'key', 'keys', 'nonce', 'state', 'set-cookie', 'body']);

/** Names that only look secret. */
const harmlessNames = new Set(['statusCode', 'state_before', 'state_after']);

const secretsInText: readonly [RegExp, string][] = [
  [/\b(Bearer|Basic) +[A-Za-z0-9._~+/-]{8,}=*/g, `$1 ${REDACTED}`],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)*/g, REDACTED],
  [
    /([?&](?:code|state|nonce|[a-z_]*token|client_secret|client_assertion|code_verifier|validationToken)=)[^&\s"\\]+/gi,
    `$1${REDACTED}`,
  ],
  [/\b(postgres(?:ql)?:\/\/[^:/@\s"]+:)[^@\s"]+@/g, `$1${REDACTED}@`],
];

export function createLogger(options: LoggerOptions): Logger {
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => redactFields(fields, DEPTH),
      },
      serializers: { err: describeError, error: describeError, req: describeRequest, res: describeResponse },
      hooks: { streamWrite: scrubText },
    },
    options.destination ?? pino.destination({ dest: 1, sync: true }),
  );
  return redactBindings(logger);
}

/** Bindings of children pass no formatter: each child is made with clean ones. */
function redactBindings(logger: Logger): Logger {
  const makeChild = logger.child.bind(logger);
  const child = (bindings: Record<string, unknown>, options?: ChildLoggerOptions): Logger => {
    const made = makeChild(redactFields(bindings, DEPTH), options);
    // A silent logger is its own child.
    return made === logger ? logger : redactBindings(made);
  };
  return Object.defineProperty(logger, 'child', { value: child, configurable: true });
}

/** Removes what looks like a credential from a text. */
export function scrubText(text: string): string {
  let clean = text;
  for (const [pattern, replacement] of secretsInText) clean = clean.replace(pattern, replacement);
  return clean;
}

function isSecretName(name: string): boolean {
  return !harmlessNames.has(name) && (secretNames.has(name) || secretName.test(name));
}

function redactFields(fields: Record<string, unknown>, depth: number): Record<string, unknown> {
  const clean: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    clean[name] = isSecretName(name) && hasContent(value) ? REDACTED : redactValue(value, depth - 1);
  }
  return clean;
}

/** Counts and flags under a tell-tale name are no secrets. */
function hasContent(value: unknown): boolean {
  return typeof value === 'string' || (typeof value === 'object' && value !== null);
}

function redactValue(value: unknown, depth: number): unknown {
  if (Array.isArray(value)) return depth <= 0 ? '[…]' : value.map((item) => redactValue(item, depth - 1));
  if (!isPlainObject(value)) return value;
  return depth <= 0 ? '{…}' : redactFields(value, depth);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Type, code, status, message, stack and cause of an error; nothing else it may carry. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return {
    type: error.name,
    ...pick(error, 'code'),
    ...pick(error, 'status'),
    message: error.message,
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

function pick(error: Error, name: 'code' | 'status'): Record<string, string | number> {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' || typeof value === 'number' ? { [name]: value } : {};
}

function describeRequest(request: {
  method?: unknown;
  url?: unknown;
  ip?: unknown;
}): Record<string, unknown> {
  const url = typeof request.url === 'string' ? request.url.split('?', 1)[0] : undefined;
  return { method: request.method, path: url, ip: request.ip };
}

function describeResponse(response: { statusCode?: unknown }): Record<string, unknown> {
  return { statusCode: response.statusCode };
}
