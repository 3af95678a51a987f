/**
 * Whether a link may stand behind "Join". Pure. The server has checked it (packages/graph-client/src/convert/
 * teams/teams-link.ts); an address that a page opens with one click is checked where it is opened as well.
 */
const hosts = new Set(['teams.microsoft.com', 'teams.live.com', 'teams.cloud.microsoft']);
/** US government clouds. */
const hostSuffix = '.teams.microsoft.us';

/** https, on a host of Teams, without credentials or a port; undefined for anything else. */
export function teamsJoinLink(text: string | null): string | undefined {
  const url = httpsLink(text);
  if (url === undefined) return undefined;
  const { hostname } = new URL(url);
  return hosts.has(hostname) || hostname.endsWith(hostSuffix) ? url : undefined;
}

/** https without credentials or a port; undefined for anything else. */
export function httpsLink(text: string | null): string | undefined {
  const url = URL.parse(text ?? '');
  if (url === null || url.protocol !== 'https:') return undefined;
  return url.username === '' && url.password === '' && url.port === '' ? url.href : undefined;
}
