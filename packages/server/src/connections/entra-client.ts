/**
 * Entra's endpoints: where to send a browser, and the two requests to the token endpoint.
 * Knows no database and keeps no tokens. openid-client does the protocol; the id_token is taken out
 * of its sight and verified by id-token.ts, because it compares issuers to the letter.
 * A code must be redeemed at the tenant path it was asked for at (AADSTS700005).
 */
import * as oidc from 'openid-client';

import type { Clock } from '../platform/clock.ts';

import { clientAuthOf } from './client-auth.ts';
import { ConnectError } from './connect-errors.ts';
import { aadstsOf, connectErrorOf, reasonOf } from './entra-answer.ts';
import type { EntraAnswer } from './entra-answer.ts';
import { jwksOf, verifyIdToken } from './id-token.ts';
import type { IdTokenRules, MicrosoftIdentity } from './id-token.ts';
import type { MicrosoftApp } from './microsoft-app.ts';
import { parseGrantedScopes } from './scopes.ts';

export interface TokenSet {
  readonly accessToken: string;
  /** undefined when offline_access was not granted. */
  readonly refreshToken: string | undefined;
  readonly expiresInSeconds: number;
  readonly grantedScopes: string[];
}

export interface AuthorizationRequest {
  readonly tenant: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly scopes: readonly string[];
  readonly loginHint?: string;
}

/** Entra answered with an error; `answer` may name people and stays out of logs. */
export class EntraRefusal extends Error {
  readonly answer: EntraAnswer;

  constructor(answer: EntraAnswer) {
    super(`Entra answered ${reasonOf(answer)}`);
    this.name = 'EntraRefusal';
    this.answer = answer;
  }

  get aadsts(): number | undefined {
    return aadstsOf(this.answer);
  }
}

/** Entra gave no usable answer: network, time-out, 5xx. */
export class EntraUnreachable extends Error {
  constructor(cause: unknown) {
    super('Entra gave no usable answer', { cause });
    this.name = 'EntraUnreachable';
  }
}

interface Directory {
  readonly metadata: oidc.ServerMetadata;
  readonly keys: IdTokenRules['keys'];
  readonly until: number;
}

const DIRECTORY_TTL_MS = 24 * 3_600_000;
/** Who connects names the tenant: what is kept must not grow with it. */
const KEPT_DIRECTORIES = 100;
const TIMEOUT_SECONDS = 10;
/** When Microsoft leaves `expires_in` out: shorter than any real lifetime. */
const FALLBACK_LIFETIME_SECONDS = 600;

export interface EntraClientDeps {
  readonly app: MicrosoftApp;
  readonly clock: Clock;
  readonly fetch?: typeof globalThis.fetch;
}

export class EntraClient {
  readonly #app: MicrosoftApp;
  readonly #clock: Clock;
  readonly #fetch: typeof globalThis.fetch;
  readonly #directories = new Map<string, Promise<Directory>>();

  constructor(deps: EntraClientDeps) {
    this.#app = deps.app;
    this.#clock = deps.clock;
    this.#fetch = deps.fetch ?? globalThis.fetch;
  }

  /** Where to send the browser. @throws EntraUnreachable, EntraRefusal */
  async authorizationUrl(request: AuthorizationRequest): Promise<string> {
    const { metadata } = await this.#directory(request.tenant);
    const url = oidc.buildAuthorizationUrl(await this.#configuration(metadata), {
      redirect_uri: this.#app.redirectUri,
      response_mode: 'query',
      scope: request.scopes.join(' '),
      state: request.state,
      nonce: request.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(request.codeVerifier),
      code_challenge_method: 'S256',
      // The two cannot be combined (learn.microsoft.com/entra/identity-platform/v2-protocols-oidc).
      ...(request.loginHint === undefined ? { prompt: 'select_account' } : { login_hint: request.loginHint }),
    });
    return url.href;
  }

  /** Never at `common` (learn.microsoft.com/entra/identity-platform/v2-admin-consent). */
  adminConsentUrl(request: { tenant: string; state: string; scopes: readonly string[] }): string {
    const tenant = ['common', 'consumers'].includes(request.tenant) ? 'organizations' : request.tenant;
    const url = new URL(`${this.#app.loginUrl}/${tenant}/v2.0/adminconsent`);
    url.search = new URLSearchParams({
      client_id: this.#app.clientId,
      redirect_uri: this.#app.redirectUri,
      scope: request.scopes.join(' '),
      state: request.state,
    }).toString();
    return url.href;
  }

  /** @throws ConnectError with the code the flow ends with */
  async redeemCode(request: {
    tenant: string;
    code: string;
    codeVerifier: string;
    nonce: string;
  }): Promise<{ tokens: TokenSet; identity: MicrosoftIdentity }> {
    const callback = new URL(this.#app.redirectUri);
    callback.searchParams.set('code', request.code);
    try {
      const { metadata, keys } = await this.#directory(request.tenant);
      const { response, idToken } = await this.#ask(metadata, (configuration) =>
        oidc.authorizationCodeGrant(configuration, callback, { pkceCodeVerifier: request.codeVerifier }),
      );
      if (idToken === undefined) throw new ConnectError('missing_scopes', { reason: 'no id_token' });
      const identity = await verifyIdToken(idToken, {
        issuerTemplate: metadata.issuer,
        clientId: this.#app.clientId,
        nonce: request.nonce,
        keys,
        clock: this.#clock,
      });
      return { tokens: tokenSetOf(response), identity };
    } catch (error) {
      if (error instanceof EntraRefusal) {
        throw new ConnectError(connectErrorOf(error.answer), { reason: reasonOf(error.answer) });
      }
      if (error instanceof EntraUnreachable) throw new ConnectError('temporary', { cause: error });
      throw error;
    }
  }

  /** @throws EntraRefusal, EntraUnreachable */
  async refresh(request: { tenant: string; refreshToken: string; scope: string }): Promise<TokenSet> {
    const { metadata } = await this.#directory(request.tenant);
    const { response } = await this.#ask(metadata, (configuration) =>
      oidc.refreshTokenGrant(configuration, request.refreshToken, { scope: request.scope }),
    );
    return tokenSetOf(response);
  }

  async #ask(
    metadata: oidc.ServerMetadata,
    run: (configuration: oidc.Configuration) => Promise<oidc.TokenEndpointResponse>,
  ): Promise<{ response: oidc.TokenEndpointResponse; idToken: string | undefined }> {
    const configuration = await this.#configuration(metadata);
    let idToken: string | undefined;
    configuration[oidc.customFetch] = async (url, options) => {
      const taken = await withoutIdToken(await this.#fetch(url, initOf(options)));
      idToken = taken.idToken;
      return taken.response;
    };
    try {
      const response = await run(configuration);
      return { response, idToken };
    } catch (error) {
      throw entraErrorOf(error);
    }
  }

  async #configuration(metadata: oidc.ServerMetadata): Promise<oidc.Configuration> {
    const configuration = new oidc.Configuration(
      metadata,
      this.#app.clientId,
      {},
      await clientAuthOf(this.#app.credential, {
        audience: metadata.token_endpoint ?? '',
        clock: this.#clock,
      }),
    );
    configuration.timeout = TIMEOUT_SECONDS;
    if (isPlainHttp(this.#app.loginUrl)) oidc.allowInsecureRequests(configuration);
    return configuration;
  }

  async #directory(tenant: string): Promise<Directory> {
    const name = tenant.toLowerCase();
    const kept = this.#directories.get(name);
    const known = await kept?.catch(() => undefined);
    if (kept !== undefined && known !== undefined && known.until > this.#clock.now()) {
      this.#keep(name, kept);
      return known;
    }
    const discovered = this.#discover(tenant);
    this.#keep(name, discovered);
    try {
      return await discovered;
    } catch (error) {
      if (this.#directories.get(name) === discovered) this.#directories.delete(name);
      throw error;
    }
  }

  /** As the last used one; the longest unused goes. */
  #keep(name: string, directory: Promise<Directory>): void {
    this.#directories.delete(name);
    this.#directories.set(name, directory);
    if (this.#directories.size <= KEPT_DIRECTORIES) return;
    const [longestUnused] = this.#directories.keys();
    if (longestUnused !== undefined) this.#directories.delete(longestUnused);
  }

  async #discover(tenant: string): Promise<Directory> {
    // With the whole address openid-client leaves the issuer to us.
    const address = new URL(`${this.#app.loginUrl}/${tenant}/v2.0/.well-known/openid-configuration`);
    try {
      const configuration = await oidc.discovery(address, this.#app.clientId, {}, oidc.None(), {
        timeout: TIMEOUT_SECONDS,
        [oidc.customFetch]: (url, options) => this.#fetch(url, initOf(options)),
        ...(isPlainHttp(this.#app.loginUrl) ? { execute: [oidc.allowInsecureRequests] } : {}),
      });
      const metadata = configuration.serverMetadata();
      const keys = jwksOf(metadata.jwks_uri ?? '', this.#fetch);
      return { metadata, keys, until: this.#clock.now() + DIRECTORY_TTL_MS };
    } catch (error) {
      throw await discoveryErrorOf(error);
    }
  }
}

function tokenSetOf(response: oidc.TokenEndpointResponse): TokenSet {
  return {
    accessToken: response.access_token,
    refreshToken: response.refresh_token,
    expiresInSeconds: response.expires_in ?? FALLBACK_LIFETIME_SECONDS,
    grantedScopes: parseGrantedScopes(response.scope),
  };
}

/** The same answer without its id_token. */
async function withoutIdToken(
  response: Response,
): Promise<{ response: Response; idToken: string | undefined }> {
  if (!response.ok) return { response, idToken: undefined };
  const text = await response.text();
  const copy = (body: string): Response =>
    new Response(body, { status: response.status, headers: { 'content-type': 'application/json' } });
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { response: copy(text), idToken: undefined };
  }
  if (typeof body !== 'object' || body === null || !('id_token' in body))
    return { response: copy(text), idToken: undefined };
  const { id_token: idToken, ...rest } = body;
  return { response: copy(JSON.stringify(rest)), idToken: typeof idToken === 'string' ? idToken : undefined };
}

function entraErrorOf(error: unknown): Error {
  if (!(error instanceof oidc.ResponseBodyError)) return new EntraUnreachable(causeOf(error));
  if (error.status >= 500 || error.status === 429)
    return new EntraUnreachable(new Error(`HTTP ${error.status}`));
  return new EntraRefusal({
    error: error.error,
    description: error.error_description,
    codes: numbersOf(error.cause['error_codes']),
  });
}

/** Discovery of a tenant that does not exist is a 400 with an error body; anything else is no answer. */
async function discoveryErrorOf(error: unknown): Promise<Error> {
  const response = error instanceof Error && error.cause instanceof Response ? error.cause : undefined;
  if (response === undefined || response.status >= 500 || response.status === 429 || response.bodyUsed) {
    return new EntraUnreachable(causeOf(error));
  }
  return new EntraRefusal({ error: 'invalid_request', codes: [90002] });
}

/** Errors of openid-client may carry the whole answer; only their code goes on. */
function causeOf(error: unknown): Error {
  if (!(error instanceof Error)) return new Error('unknown');
  const code: unknown = Reflect.get(error, 'code');
  return new Error(typeof code === 'string' ? `${error.name} ${code}` : error.name);
}

function numbersOf(value: unknown): number[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'number') : [];
}

function initOf(options: oidc.CustomFetchOptions): RequestInit {
  const { signal, body, ...init } = options;
  return { ...init, ...(signal === undefined ? {} : { signal }), ...(body === undefined ? {} : { body }) };
}

function isPlainHttp(url: string): boolean {
  return url.startsWith('http://');
}
