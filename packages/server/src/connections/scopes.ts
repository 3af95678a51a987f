/**
 * What we ask of Microsoft, and whether it was granted. Pure.
 * Source: learn.microsoft.com/entra/identity-platform/scopes-oidc, /v2-oauth2-auth-code-flow:
 * `scope` of a token answer may be prefixed, percent-encoded, in any casing, and does not list offline_access.
 */
export const CONNECT_SCOPES = ['openid', 'profile', 'offline_access', 'User.Read', 'Calendars.Read'] as const;

/** Only when somebody connects a calendar that another person shared with them. */
export const SHARED_CALENDARS_SCOPE = 'Calendars.Read.Shared';

/** Without these nothing works; profile and User.Read are a name on a page. */
const NEEDED = ['Calendars.Read'] as const;

const SIGN_IN_SCOPES: ReadonlySet<string> = new Set(['openid', 'profile', 'email', 'offline_access']);

/** @param scope as Microsoft wrote it @returns names without the resource they were prefixed with */
export function parseGrantedScopes(scope: string | undefined): string[] {
  if (scope === undefined) return [];
  const text = scope.includes('%') ? decodeLeniently(scope) : scope.replaceAll('+', ' ');
  const names = text
    .split(/\s+/)
    .filter((name) => name !== '')
    .map((name) => name.slice(name.lastIndexOf('/') + 1));
  return [...new Set(names)];
}

/** What we need and did not get; broader permissions count for narrower ones. */
export function missingScopes(granted: readonly string[]): string[] {
  const has = new Set(granted.map((name) => name.toLowerCase()));
  return NEEDED.filter(
    (needed) =>
      !has.has(needed.toLowerCase()) && !has.has(needed.replace('.Read', '.ReadWrite').toLowerCase()),
  );
}

/** What a refresh asks for: of the granted what is Graph's, and to stay connected. */
export function refreshScopes(granted: readonly string[]): string {
  return ['offline_access', ...granted.filter((name) => !SIGN_IN_SCOPES.has(name.toLowerCase()))].join(' ');
}

function decodeLeniently(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
