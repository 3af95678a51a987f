/** The code flow against the simulator, without a browser: tokens as Calmirror gets them when somebody connects. */
import type { Simulator } from '@calmirror/graph-simulator';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

import type { TokenSet } from '../../src/connections/entra-client.ts';

const Tokens = Type.Object({
  access_token: Type.String(),
  refresh_token: Type.String(),
  expires_in: Type.Integer(),
});

/** @param user principal name; its tenant needs no administrator's consent */
export async function signInAt(
  simulator: Pick<Simulator, 'url' | 'clientId' | 'clientSecret' | 'control'>,
  user: string,
): Promise<TokenSet> {
  const app = { client_id: simulator.clientId, redirect_uri: 'http://localhost/callback' };
  const scope = 'openid profile offline_access User.Read Calendars.Read';
  await simulator.control.signIn({ user });
  const asked = new URLSearchParams({ ...app, scope, response_type: 'code', state: 's', nonce: 'n' });
  const answer = await fetch(`${simulator.url}/common/oauth2/v2.0/authorize?${asked.toString()}`, {
    redirect: 'manual',
  });
  const code = new URL(answer.headers.get('location') ?? 'http://localhost').searchParams.get('code');
  const redeemed = await fetch(`${simulator.url}/common/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      ...app,
      scope,
      client_secret: simulator.clientSecret,
      grant_type: 'authorization_code',
      code: code ?? '',
    }),
  });
  const tokens = Value.Parse(Tokens, await redeemed.json());
  return {
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
    expiresInSeconds: tokens.expires_in,
    grantedScopes: ['Calendars.Read', 'User.Read'],
  };
}
