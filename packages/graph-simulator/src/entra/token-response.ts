import type { EntraState } from './entra-state.ts';
import { signIdToken } from './id-token.ts';
import type { SimUser } from '../world/types.ts';
import type { RequestedScopes } from './scopes.ts';
import type { SigningKey } from './signing-key.ts';
import { tenantOf } from './tenant-path.ts';
import type { Grant } from './token-store.ts';

/** A code or refresh token that was good, and what it is redeemed for. */
export interface Redemption {
  readonly grant: Grant;
  readonly scopes: RequestedScopes;
  readonly nonce: string | undefined;
}

export interface TokenResponse {
  readonly token_type: 'Bearer';
  /** Space-separated, in the client's spelling; `offline_access` is not listed, as at Entra. */
  readonly scope: string;
  /** Seconds. */
  readonly expires_in: number;
  readonly ext_expires_in: number;
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly id_token?: string;
  /** base64url of `{uid, utid}`; Microsoft's client libraries ask for it by `client_info=1`. */
  readonly client_info?: string;
}

const keyFor = (state: EntraState, user: SimUser): Promise<SigningKey> =>
  tenantOf(state.world, user).kind === 'personal' ? state.keys.personal() : state.keys.work();

/** Issues the tokens: a refresh token only with offline_access, an id_token only with openid. */
export async function createTokenResponse(
  state: EntraState,
  redemption: Redemption,
  asked: {
    readonly origin: string;
    readonly clientInfo: boolean;
    readonly handlesChallenges: boolean;
  },
): Promise<TokenResponse> {
  const { grant, scopes, nonce } = redemption;
  const user = state.world.findUser(grant.userId);
  const { token, expiresIn } = state.tokens.issueAccessToken({
    userId: grant.userId,
    clientId: grant.clientId,
    scopes: new Set(scopes.keys()),
    endsWithRevocation: asked.handlesChallenges,
  });
  const listed = [...scopes].filter(([name]) => name !== 'offline_access');
  return {
    token_type: 'Bearer',
    scope: listed.map(([, spelling]) => spelling).join(' '),
    expires_in: expiresIn,
    ext_expires_in: expiresIn,
    access_token: token,
    ...(scopes.has('offline_access') ? { refresh_token: state.tokens.issueRefreshToken(grant) } : {}),
    ...(scopes.has('openid') && user !== undefined
      ? {
          id_token: await signIdToken(await keyFor(state, user), {
            user,
            clientId: grant.clientId,
            origin: asked.origin,
            nonce,
            scopes,
            at: state.world.clock.now(),
          }),
        }
      : {}),
    ...(asked.clientInfo && user !== undefined ? { client_info: clientInfo(user) } : {}),
  };
}

const clientInfo = (user: SimUser): string =>
  Buffer.from(JSON.stringify({ uid: user.id, utid: user.tenantId })).toString('base64url');
