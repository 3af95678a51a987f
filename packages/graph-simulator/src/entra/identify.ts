import type { FastifyRequest } from 'fastify';
import { readFields } from '../http/fields.ts';
import type { SimUser } from '../world/types.ts';
import { authenticate } from './authenticate.ts';
import type { EntraState } from './entra-state.ts';

/** Whom a request concerns, for the log and for faults: by its bearer token, grant or account. */
export function identify(state: EntraState, request: FastifyRequest): SimUser | undefined {
  const caller = authenticate(state, request);
  if (caller !== undefined) return caller.user;
  const form = readFields(request.body);
  const code = form.get('code');
  const refreshToken = form.get('refresh_token');
  const grant =
    (code === undefined ? undefined : state.tokens.findCode(code)?.grant) ??
    (refreshToken === undefined ? undefined : state.tokens.findRefreshToken(refreshToken));
  const name = grant?.userId ?? form.get('account');
  return name === undefined ? undefined : state.world.findUser(name);
}
