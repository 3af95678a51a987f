/**
 * How a confidential client proves itself at the token endpoint: its secret in
 * the form body or by HTTP Basic (RFC 6749 section 2.3.1), or a signed assertion.
 */
import type { Fields } from '../http/fields.ts';
import { ASSERTION_TYPE, claimedClient, verifyClientAssertion } from './client-assertion.ts';
import { EntraError } from './entra-error.ts';
import type { EntraState } from './entra-state.ts';
import type { AppRegistration } from './registration.ts';

interface Credentials {
  readonly clientId: string | undefined;
  readonly secret: string | undefined;
}

function formDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

function basicCredentials(header: string | undefined): Credentials | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [id = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { clientId: formDecode(id), secret: formDecode(rest.join(':')) };
}

/**
 * `audiences`: the token endpoint as an assertion may name it.
 * @throws {EntraError} 700016, 7000112, 7000218, 7000215, 7000222, or of verifyClientAssertion.
 */
export async function authenticateClient(
  state: EntraState,
  form: Fields,
  authorization: string | undefined,
  audiences: readonly string[],
): Promise<void> {
  const { app } = state;
  const assertion =
    form.get('client_assertion_type') === ASSERTION_TYPE ? form.get('client_assertion') : undefined;
  const { clientId, secret } = basicCredentials(authorization) ?? {
    clientId: form.get('client_id') ?? (assertion === undefined ? undefined : claimedClient(assertion)),
    secret: form.get('client_secret'),
  };
  if (clientId === undefined || clientId === '') throw missingParameter('client_id');
  if (clientId !== app.clientId) throw unknownClient(clientId);
  requireEnabled(app);
  if (assertion !== undefined && assertion !== '') await verifyClientAssertion(state, assertion, audiences);
  else requireSecret(state, secret);
}

function requireSecret({ app, world }: EntraState, secret: string | undefined): void {
  const refused = (code: number, message: string) =>
    new EntraError({ error: 'invalid_client', code, message, status: 401 });
  if (secret === undefined || secret === '')
    throw refused(
      7000218,
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    );
  if (!app.acceptsSecret(secret))
    throw refused(
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${app.clientId}'.`,
    );
  const { secretExpiresAt } = app.settings;
  if (secretExpiresAt !== null && secretExpiresAt <= world.clock.now())
    throw refused(
      7000222,
      `The provided client secret keys for app '${app.clientId}' are expired. Visit the Azure portal to create new keys for your app, or consider using certificate credentials for added security.`,
    );
}

/** @throws {EntraError} 7000112, at the sign-in and at the token endpoint. */
export function requireEnabled(app: AppRegistration): void {
  if (!app.settings.disabled) return;
  throw new EntraError({
    error: 'unauthorized_client',
    code: 7000112,
    message: `Application '${app.clientId}'(${app.displayName}) is disabled.`,
  });
}

export function missingParameter(name: string): EntraError {
  return new EntraError({
    error: 'invalid_request',
    code: 900144,
    message: `The request body must contain the following parameter: '${name}'.`,
  });
}

export function unknownClient(clientId: string): EntraError {
  return new EntraError({
    error: 'unauthorized_client',
    code: 700016,
    message: `Application with identifier '${clientId}' was not found in the directory. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
  });
}
