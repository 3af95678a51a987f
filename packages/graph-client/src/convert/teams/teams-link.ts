/**
 * Tells a Teams meeting link from everything else that anyone can put into an invitation: https
 * only, the host exact, the path a meeting's. Safe Links are unwrapped first.
 */

const teamsHosts = new Set(['teams.microsoft.com', 'teams.live.com', 'teams.cloud.microsoft']);
/** US government clouds: gov.teams.microsoft.us, dod.teams.microsoft.us and others. */
const teamsHostSuffix = '.teams.microsoft.us';
const safeLinksSuffixes = ['.safelinks.protection.outlook.com', '.safelinks.protection.office365.us'];

/** A link wrapped more often is somebody's game. */
const MOST_WRAPPINGS = 3;
/** No meeting link is nearly as long, wrapped or not. */
const MOST_LINK_CHARACTERS = 8_192;

/** The meeting link in `text`, unwrapped and otherwise as written; undefined if it is none. `moreHosts`: exact, in lower case. */
export function teamsMeetingLink(
  text: string | null | undefined,
  moreHosts: readonly string[] = [],
): string | undefined {
  const url = unwrapSafeLink(text ?? '');
  if (url === undefined || !isTeamsHost(url.hostname, moreHosts) || !isMeeting(url)) return undefined;
  return url.href;
}

/** The digits of the short form, `/meet/<digits>`, that bodies print since 2025. */
export function shortLinkMeetingId(link: string): string | undefined {
  return /\/meet\/(\d{8,20})(?:$|[?/])/.exec(link)?.[1];
}

/**
 * What the links of one meeting have in common, whatever their encoding and context: the thread and
 * message of the long form, the digits of the short one. The two forms share nothing.
 */
export function meetingKey(link: string): { readonly form: 'long' | 'short'; readonly key: string } {
  const id = shortLinkMeetingId(link);
  if (id !== undefined) return { form: 'short', key: id };
  // Twice: the launcher's page escapes the link that it carries.
  const path = percentDecoded(percentDecoded(link));
  return { form: 'long', key: /\/l\/meetup-join\/([^?#&]+)/.exec(path)?.[1] ?? path };
}

/** As it is where it was not escaped by the book. */
export function percentDecoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** An https URL without user, password and port, out of its Safe Links; undefined for any other text. */
export function unwrapSafeLink(text: string): URL | undefined {
  let url = httpsUrl(text);
  for (let round = 0; round < MOST_WRAPPINGS && url !== undefined; round += 1) {
    const { hostname } = url;
    if (!safeLinksSuffixes.some((suffix) => hostname.endsWith(suffix))) return url;
    url = httpsUrl(url.searchParams.get('url') ?? '');
  }
  return url;
}

function httpsUrl(text: string): URL | undefined {
  if (text.length > MOST_LINK_CHARACTERS) return undefined;
  const url = URL.parse(text.trim().replaceAll('&amp;', '&'));
  if (
    url === null ||
    url.protocol !== 'https:' ||
    url.username !== '' ||
    url.password !== '' ||
    url.port !== ''
  ) {
    return undefined;
  }
  return url;
}

function isTeamsHost(hostname: string, moreHosts: readonly string[]): boolean {
  return teamsHosts.has(hostname) || hostname.endsWith(teamsHostSuffix) || moreHosts.includes(hostname);
}

/** Pages of the web client that carry the meeting's path behind their `#`. */
const clientPages = new Set(['/', '/_', '/v2', '/v2/']);
/** What a browser shows while it offers to open the app; people copy it from the address bar. */
const launcherPage = '/dl/launcher/launcher.html';

function isMeeting(url: URL): boolean {
  if (url.pathname === launcherPage) {
    const target = url.searchParams.get('url') ?? '';
    return target.startsWith('/_#/') && isMeetingPath(target.slice(3));
  }
  return isMeetingPath(url.pathname) || (clientPages.has(url.pathname) && isMeetingPath(url.hash.slice(1)));
}

/** `/l/meetup-join/<thread>@thread.v2/…`, where `@` may be encoded, and `/meet/<digits>`. */
function isMeetingPath(path: string): boolean {
  return /^\/(?:l\/meetup-join\/[^/?#@]*(?:@|%40)[^/?#]|meet\/\d{8,20}(?:$|[?/]))/.test(path);
}
