/**
 * Tells a Teams meeting link from everything else that anyone can put into an invitation: https
 * only, the host exact, the path a meeting's. Safe Links are unwrapped first.
 */

const teamsHosts = new Set(['teams.microsoft.com', 'teams.live.com', 'teams.cloud.microsoft']);
/** US government clouds: gov.teams.microsoft.us, dod.teams.microsoft.us and others. */
const teamsHostSuffix = '.teams.microsoft.us';
const safeLinksSuffixes = ['.safelinks.protection.outlook.com', '.safelinks.protection.office365.us'];
const dialInHosts = new Set(['dialin.teams.microsoft.com', 'dialin.teams.live.com']);

/** A link wrapped more often is somebody's game. */
const MOST_WRAPPINGS = 3;

/** The meeting link in `text`, unwrapped and otherwise as written; undefined if it is none. */
export function teamsMeetingLink(text: string | null | undefined): string | undefined {
  const url = unwrap(text ?? '');
  if (url === undefined || !isTeamsHost(url.hostname) || !isMeetingPath(url)) return undefined;
  return url.href;
}

/** The short form, `/meet/<digits>`, that bodies print since 2025. */
export function isShortLink(link: string): boolean {
  return /\/meet\/\d/.test(link);
}

/** The conference id of a dial-in page link; undefined for any other link. */
export function dialInConferenceId(text: string): string | undefined {
  const url = unwrap(text);
  if (url === undefined) return undefined;
  const known =
    dialInHosts.has(url.hostname) || /^dialin\.(?:[a-z]+\.)?teams\.microsoft\.us$/.test(url.hostname);
  return known ? digits(url.searchParams.get('id')) : undefined;
}

/** The digits after the pause of `tel:+1 323-886-7531,,291633251#`. */
export function telConferenceId(text: string): string | undefined {
  return digits(/^tel:[^,;]+,,([\d\s]+)#?\s*$/i.exec(text.trim())?.[1]);
}

/** An id of 5 to 15 digits, without the spaces and `#` that it is printed with. */
export function digits(text: string | null | undefined): string | undefined {
  const found = (text ?? '').replaceAll(/[\s\u00A0#]/g, '');
  return /^\d{5,15}$/.test(found) ? found : undefined;
}

function unwrap(text: string): URL | undefined {
  let url = httpsUrl(text);
  for (let round = 0; round < MOST_WRAPPINGS && url !== undefined; round += 1) {
    const { hostname } = url;
    if (!safeLinksSuffixes.some((suffix) => hostname.endsWith(suffix))) return url;
    url = httpsUrl(url.searchParams.get('url') ?? '');
  }
  return url;
}

function httpsUrl(text: string): URL | undefined {
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

function isTeamsHost(hostname: string): boolean {
  return teamsHosts.has(hostname) || hostname.endsWith(teamsHostSuffix);
}

/** `/l/meetup-join/…` and `/meet/<digits>`, also behind the `#` of the web client. */
function isMeetingPath(url: URL): boolean {
  const meeting = /^\/(?:l\/meetup-join\/.|meet\/\d{8,20}(?:$|[?/]))/;
  return meeting.test(url.pathname) || meeting.test(url.hash.slice(1));
}
