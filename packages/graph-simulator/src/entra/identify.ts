import type { FastifyRequest } from 'fastify';
import { readFields } from '../http/fields.ts';
import type { Fields } from '../http/fields.ts';
import type { SimUser } from '../world/types.ts';
import { authenticate } from './authenticate.ts';
import type { EntraState } from './entra-state.ts';
import type { Grant } from './token-store.ts';

/** Whom a request concerns, for the log and for faults: by its bearer token, grant or account. */
export function identify(state: EntraState, request: FastifyRequest): SimUser | undefined {
  const caller = authenticate(state, request);
  if (caller !== undefined) return caller.user;
  const form = readFields(request.body);
  const name = grantIn(state, form)?.userId ?? form.get('account');
  return name === undefined ? undefined : state.world.findUser(name);
}

/** The grant a request to the token endpoint is about, whatever has become of it. */
export function grantIn(state: EntraState, form: Fields): Grant | undefined {
  const code = form.get('code');
  const refreshToken = form.get('refresh_token');
  return (
    (code === undefined ? undefined : state.tokens.findCode(code)?.grant) ??
    (refreshToken === undefined ? undefined : state.tokens.findRefreshToken(refreshToken))
  );
}
