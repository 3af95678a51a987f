import type { FastifyRequest } from 'fastify';
import type { GraphCaller } from '../world/types.ts';
import type { EntraState } from './entra-state.ts';

export function bearerOf({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

/** Who calls, by the bearer token of the request; undefined without a living token. */
export function authenticate(
  state: EntraState,
  request: Pick<FastifyRequest, 'headers'>,
): GraphCaller | undefined {
  const token = bearerOf(request);
  const record = token === undefined ? undefined : state.tokens.findAccessToken(token);
  const user = record && state.world.findUser(record.userId);
  return (
    record &&
    user && { user, appId: record.clientId, scopes: record.scopes, tokenExpiresAt: record.expiresAt }
  );
}
