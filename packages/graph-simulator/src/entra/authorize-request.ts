/**
 * Reads an authorization request. What is wrong with the client or its redirect
 * URI is thrown, for a page: nobody may be sent to an address that is not
 * registered. What is wrong with the rest is an answer to that address.
 * Source: learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow.
 */
import type { Fields } from '../http/fields.ts';
import { missingParameter, requireEnabled, unknownClient } from './client-authentication.ts';
import type { ClientTarget, ResponseMode } from './client-target.ts';
import { EntraError } from './entra-error.ts';
import type { AppRegistration } from './registration.ts';
import { isWellFormedPkceValue } from './pkce.ts';
import type { CodeChallenge } from './pkce.ts';
import { requireScopes } from './require-scopes.ts';
import type { RequestedScopes } from './scopes.ts';

const RESPONSE_MODES: ReadonlySet<string> = new Set(['query', 'fragment', 'form_post']);
const PROMPTS: ReadonlySet<string> = new Set(['login', 'none', 'consent', 'select_account']);

export interface AuthorizeRequest {
  readonly target: ClientTarget;
  readonly scopes: RequestedScopes;
  readonly nonce: string | undefined;
  readonly challenge: CodeChallenge | undefined;
  readonly prompt: string | undefined;
  readonly loginHint: string | undefined;
}

export type AuthorizeParseResult =
  | { readonly ok: true; readonly request: AuthorizeRequest }
  | { readonly ok: false; readonly target: ClientTarget; readonly error: EntraError };

const invalidRequest = (code: number, message: string): EntraError =>
  new EntraError({ error: 'invalid_request', code, message });

/** Where the client wants its answer. @throws {EntraError} 900144, 700016, 7000112 or 50011, for a page. */
export function requireClientTarget(app: AppRegistration, query: Fields): ClientTarget {
  const clientId = query.get('client_id');
  if (clientId === undefined || clientId === '') throw missingParameter('client_id');
  if (clientId !== app.clientId) throw unknownClient(clientId);
  requireEnabled(app);
  const redirectUri = query.get('redirect_uri');
  if (redirectUri === undefined || redirectUri === '') throw missingParameter('redirect_uri');
  if (!app.acceptsRedirectUri(redirectUri))
    throw invalidRequest(
      50011,
      `The redirect URI '${redirectUri}' specified in the request does not match the redirect URIs configured for the application '${clientId}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal.`,
    );
  const mode = query.get('response_mode');
  return {
    redirectUri,
    state: withoutTags(query.get('state')),
    responseMode: isResponseMode(mode) ? mode : 'query',
  };
}

/** HTML in `state` never comes back. Source: auth facts 8.2 [RU], reply-url restrictions. */
const withoutTags = (state: string | undefined): string | undefined => state?.replaceAll(/<[^>]*>/g, '');

const isResponseMode = (mode: string | undefined): mode is ResponseMode =>
  mode !== undefined && RESPONSE_MODES.has(mode);

/** @throws {EntraError} what must not be redirected; see requireClientTarget. */
export function parseAuthorizeRequest(
  app: AppRegistration,
  query: Fields,
  origin: string,
): AuthorizeParseResult {
  const target = requireClientTarget(app, query);
  try {
    return { ok: true, request: { target, ...readParameters(query, origin) } };
  } catch (error) {
    if (error instanceof EntraError) return { ok: false, target, error };
    throw error;
  }
}

function readParameters(query: Fields, origin: string): Omit<AuthorizeRequest, 'target'> {
  const responseType = query.get('response_type');
  if (responseType === undefined || responseType === '') throw missingParameter('response_type');
  if (responseType !== 'code')
    throw new EntraError({
      error: 'unsupported_response_type',
      code: 700054,
      message: `response_type '${responseType}' is not enabled for the application.`,
    });
  const mode = query.get('response_mode');
  if (mode !== undefined && !RESPONSE_MODES.has(mode))
    throw invalidRequest(70007, `'${mode}' is not a supported value of 'response_mode'.`);
  const prompt = query.get('prompt');
  if (prompt !== undefined && !PROMPTS.has(prompt))
    throw invalidRequest(90023, `Unsupported 'prompt' value '${prompt}'.`);
  const scope = query.get('scope');
  if (scope === undefined || scope.trim() === '') throw missingParameter('scope');
  return {
    scopes: requireScopes(scope, origin),
    nonce: query.get('nonce'),
    challenge: readChallenge(query),
    prompt,
    // login_hint and select_account exclude each other; the picker wins.
    loginHint: prompt === 'select_account' ? undefined : query.get('login_hint'),
  };
}

function readChallenge(query: Fields): CodeChallenge | undefined {
  const value = query.get('code_challenge');
  const method = query.get('code_challenge_method');
  if (value === undefined) {
    if (method === undefined) return undefined;
    throw missingParameter('code_challenge');
  }
  if (!isWellFormedPkceValue(value)) throw invalidRequest(50147, 'Invalid size of Code_Challenge parameter.');
  // RFC 7636: the method left out means plain.
  if (method === undefined || method === 'plain') return { value, method: 'plain' };
  if (method === 'S256') return { value, method };
  throw invalidRequest(
    501491,
    `Invalid Code_Challenge_method '${method}'. Code_Challenge_method must be 'plain' or 'S256'.`,
  );
}
