/**
 * The error envelope. `innerError` may be missing, spelled `innererror`, nested, or carry
 * `requestId` for `request-id`: this walks it and never fails.
 * https://learn.microsoft.com/graph/errors
 */
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

const openObject = Type.Record(Type.String(), Type.Unknown());
const isOpenObject = Compile(openObject);

export interface ErrorBody {
  /** From the outermost to the innermost; empty ones left out. */
  readonly codes: readonly string[];
  /** The outermost message. For classification only: it can hold tokens. */
  readonly message: string;
  readonly requestId: string | undefined;
}

/** More levels than any answer has; an answer that nests for ever is not followed for ever. */
const DEEPEST = 8;

export function readErrorBody(text: string): ErrorBody {
  const codes: string[] = [];
  let message = '';
  let requestId: string | undefined;
  let level: unknown = errorOf(text);
  for (let depth = 0; depth < DEEPEST && isOpenObject.Check(level); depth += 1) {
    const { code } = level;
    if (typeof code === 'string' && code !== '') codes.push(code);
    const said = level['message'];
    if (message === '' && typeof said === 'string') message = said;
    const given = level['request-id'] ?? level['requestId'];
    if (typeof given === 'string' && given !== '') requestId ??= given;
    level = level['innerError'] ?? level['innererror'];
  }
  return { codes, message, requestId };
}

function errorOf(text: string): unknown {
  try {
    const body: unknown = JSON.parse(text);
    return isOpenObject.Check(body) ? body['error'] : undefined;
  } catch {
    return undefined;
  }
}
