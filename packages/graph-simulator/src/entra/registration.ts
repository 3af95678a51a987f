/**
 * The app registration clients use to sign people in, as the Entra admin center
 * would hold it: client id, secret, redirect URIs. One per simulator.
 * Matching rules: learn.microsoft.com/entra/identity-platform/reply-url.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { isLoopbackHost } from '../http/loopback.ts';

/** Known to everyone: they open nothing but a simulator. */
export const DEMO_CLIENT_ID = '5f1d3c9a-8b27-4e60-9d4e-0c7a2b6e8f31';
export const DEMO_CLIENT_SECRET = 'demo~secret.of-the-simulated-app';

export interface AppRegistration {
  readonly clientId: string;
  readonly displayName: string;
  acceptsSecret(secret: string): boolean;
  acceptsRedirectUri(uri: string): boolean;
}

export interface AppRegistrationOptions {
  /** What people read on the consent page. */
  readonly clientName?: string | undefined;
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
  /**
   * The registered URIs; `'any'` takes every http and https URL. Left out: every
   * http URL on a loopback host, so that a client on any port can be tried.
   */
  readonly redirectUris?: readonly string[] | 'any' | undefined;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Without the port where the host is localhost: Entra ignores it there. */
function comparable(uri: string): string {
  const url = URL.parse(uri);
  if (url === null || url.protocol !== 'http:' || !isLoopbackHost(url.hostname)) return uri;
  url.port = '';
  return url.href;
}

function redirectRule(registered: AppRegistrationOptions['redirectUris']) {
  if (registered === undefined || registered === 'any') {
    return (uri: string) => {
      const url = URL.parse(uri);
      if (url === null || url.hash !== '') return false;
      if (registered === 'any') return url.protocol === 'https:' || url.protocol === 'http:';
      return url.protocol === 'http:' && isLoopbackHost(url.hostname);
    };
  }
  const known = new Set(registered.map(comparable));
  return (uri: string) => known.has(comparable(uri));
}

export function createAppRegistration(options: AppRegistrationOptions = {}): AppRegistration {
  const secretDigest = digest(options.clientSecret ?? DEMO_CLIENT_SECRET);
  return {
    clientId: options.clientId ?? DEMO_CLIENT_ID,
    displayName: options.clientName ?? 'Calendar app under trial',
    acceptsSecret: (secret) => timingSafeEqual(digest(secret), secretDigest),
    acceptsRedirectUri: redirectRule(options.redirectUris),
  };
}
