/**
 * Can Microsoft reach this installation? Pure: decided once from API_URL and the address of Graph.
 * Graph delivers to public https addresses only; the simulator on this machine also takes plain
 * http on loopback. Where push cannot reach, calendars poll, and the reason is a sentence for people.
 */
import { isIP } from 'node:net';

const WEBHOOK_PATH = '/api/webhooks/microsoft/events';

export type PushReach =
  | { readonly mode: 'push'; readonly notificationUrl: string }
  | { readonly mode: 'poll'; readonly reason: string };

export function pushReach(addresses: { apiUrl: string; graphUrl: string }): PushReach {
  const api = new URL(addresses.apiUrl);
  const notificationUrl = `${api.origin}${api.pathname.replace(/\/+$/, '')}${WEBHOOK_PATH}`;
  if (isLoopback(new URL(addresses.graphUrl).hostname)) {
    return isLoopback(api.hostname) || api.protocol === 'https:'
      ? { mode: 'push', notificationUrl }
      : poll(
          `API_URL is ${api.origin}: the simulator delivers to this machine or to https only. Set API_URL to one of them.`,
        );
  }
  if (api.protocol !== 'https:') {
    return poll(
      `API_URL is ${api.origin}: Microsoft delivers notifications to https addresses only. Put a proxy with a certificate in front, and set API_URL to its address.`,
    );
  }
  if (!isPublicHost(api.hostname)) {
    return poll(
      `API_URL is ${api.origin}: Microsoft cannot reach an address that is not public. Set API_URL to a public https address.`,
    );
  }
  return { mode: 'push', notificationUrl };
}

function poll(why: string): PushReach {
  return { mode: 'poll', reason: `${why} Calendars are polled instead.` };
}

const privateSuffixes = [
  '.local',
  '.localhost',
  '.internal',
  '.lan',
  '.home.arpa',
  '.test',
  '.invalid',
  '.intranet',
];

function isPublicHost(hostname: string): boolean {
  const host = bare(hostname);
  if (isLoopback(host)) return false;
  if (isIP(host) === 4) return !isPrivateIpv4(host);
  if (isIP(host) === 6) return !/^(::|f[cd]|fe[89ab])/.test(host);
  return host.includes('.') && !privateSuffixes.some((suffix) => host.endsWith(suffix));
}

function isLoopback(hostname: string): boolean {
  const host = bare(hostname);
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '::1' ||
    (isIP(host) === 4 && host.startsWith('127.'))
  );
}

/** Without the brackets of an IPv6 address and the dot of an absolute name. */
function bare(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}

/** RFC 1918, RFC 6598, RFC 3927, and "this network". */
function isPrivateIpv4(host: string): boolean {
  const [first = 0, second = 0] = host.split('.').map(Number);
  return (
    first === 0 ||
    first === 10 ||
    (first === 172 && second >= 16 && second <= 31) ||
    (first === 192 && second === 168) ||
    (first === 169 && second === 254) ||
    (first === 100 && second >= 64 && second <= 127)
  );
}
