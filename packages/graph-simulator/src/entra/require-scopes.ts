import { EntraError } from './entra-error.ts';
import { parseScopes } from './scopes.ts';
import type { RequestedScopes } from './scopes.ts';

/** @throws {EntraError} AADSTS70011 naming the first scope that does not exist. */
export function requireScopes(scope: string, origin: string): RequestedScopes {
  const parsed = parseScopes(scope, origin);
  if (parsed.ok) return parsed.scopes;
  throw new EntraError({
    error: 'invalid_scope',
    code: 70011,
    message: `The provided value for the input parameter 'scope' is not valid. The scope ${parsed.unknown} is not valid.`,
  });
}
