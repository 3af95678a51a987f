import { createHash, randomBytes } from 'node:crypto';
import type { Simulator } from '../../src/index.ts';

export const REDIRECT_URI = 'http://localhost:7777/callback';
export const SCOPES = 'openid profile offline_access User.Read Calendars.Read';

/** What a client keeps between its authorization request and the callback. */
export interface Attempt {
  readonly url: URL;
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
}

export interface AttemptOptions {
  readonly tenant?: string;
  /** Parameters to set; undefined removes one. */
  readonly parameters?: Readonly<Record<string, string | undefined>>;
}

/** An authorization request with PKCE, as a well-behaved client makes it. */
export function newAttempt(simulator: Simulator, options: AttemptOptions = {}): Attempt {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(12).toString('base64url');
  const nonce = randomBytes(12).toString('base64url');
  const url = new URL(`/${options.tenant ?? 'common'}/oauth2/v2.0/authorize`, simulator.url);
  const parameters = {
    client_id: simulator.clientId,
    response_type: 'code',
    redirect_uri: REDIRECT_URI,
    scope: SCOPES,
    state,
    nonce,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...options.parameters,
  };
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) url.searchParams.set(name, value);
  return { url, verifier, state, nonce };
}

/** Answers a page's form as a browser would, without following where it leads. */
export function answer(url: URL | string, fields: Readonly<Record<string, string>>) {
  return fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
}

/** The parameters of a redirect to the client. */
export function callback(response: Response): URLSearchParams {
  const location = response.headers.get('location');
  if (location === null) throw new Error(`No redirect, but ${response.status}.`);
  return new URL(location).searchParams;
}

export interface TokenAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A POST to the token endpoint; the client's own credentials unless others are given. */
export async function requestToken(
  simulator: Simulator,
  fields: Readonly<Record<string, string | undefined>>,
  options: { tenant?: string; headers?: Record<string, string> } = {},
): Promise<TokenAnswer> {
  const form = new URLSearchParams();
  const all = {
    client_id: simulator.clientId,
    client_secret: simulator.clientSecret,
    ...fields,
  };
  for (const [name, value] of Object.entries(all)) if (value !== undefined) form.set(name, value);
  const response = await fetch(`${simulator.url}/${options.tenant ?? 'common'}/oauth2/v2.0/token`, {
    method: 'POST',
    body: form,
    headers: options.headers ?? {},
  });
  return { status: response.status, body: requireRecord(await response.json()) };
}

/** From the sign-in to the tokens, without a page. */
export async function signInAs(
  simulator: Simulator,
  user: string,
  options: AttemptOptions = {},
): Promise<TokenAnswer & { readonly attempt: Attempt; readonly code: string }> {
  await simulator.control.signIn({ user });
  const attempt = newAttempt(simulator, options);
  const response = await fetch(attempt.url, { redirect: 'manual' });
  const code = callback(response).get('code') ?? '';
  const tokens = await requestToken(
    simulator,
    {
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT_URI,
      code_verifier: attempt.verifier,
    },
    options.tenant === undefined ? {} : { tenant: options.tenant },
  );
  return { ...tokens, attempt, code };
}

export function requireRecord(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new Error('Not an object.');
  return Object.fromEntries(Object.entries(value));
}

export function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error(`Not a string: ${String(value)}`);
  return value;
}
