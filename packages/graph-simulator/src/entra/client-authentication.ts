/**
 * How a confidential client proves itself at the token endpoint: its secret in
 * the form body or by HTTP Basic (RFC 6749 section 2.3.1).
 */
import type { Fields } from '../http/fields.ts';
import { EntraError } from './entra-error.ts';
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

/** @throws {EntraError} 700016, 7000218 or 7000215. */
export function authenticateClient(
  app: AppRegistration,
  form: Fields,
  authorization: string | undefined,
): void {
  const { clientId, secret } = basicCredentials(authorization) ?? {
    clientId: form.get('client_id'),
    secret: form.get('client_secret'),
  };
  if (clientId === undefined || clientId === '') throw missingParameter('client_id');
  if (clientId !== app.clientId) throw unknownClient(clientId);
  if (secret === undefined || secret === '')
    throw new EntraError({
      error: 'invalid_client',
      code: 7000218,
      status: 401,
      message:
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    });
  if (!app.acceptsSecret(secret))
    throw new EntraError({
      error: 'invalid_client',
      code: 7000215,
      status: 401,
      message: `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${app.clientId}'.`,
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
