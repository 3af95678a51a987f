/** Values that are more than a word or a number. Each says what is wrong and gives something harmless back. */
import { isIP } from 'node:net';

import type { Complain } from './faults.ts';
import type { VariableName } from './variables.ts';

const KEY = /^(?:[0-9a-f]{32}|[0-9a-f]{64})$/i;

/** An http or https address without query, credentials or trailing slash. */
export function parseUrl(name: VariableName, text: string, complain: Complain): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    complain(name, 'must be an address that begins with http:// or https://');
    return text;
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    complain(name, 'must have no user, password, query or fragment');
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** An address of Microsoft, or of something that plays it: https, or http on this machine. */
export function parseOrigin(name: VariableName, text: string, complain: Complain): string {
  const address = parseUrl(name, text, complain);
  const url = URL.parse(address);
  if (url === null) return address;
  if (url.pathname !== '/') complain(name, 'must have no path');
  if (url.protocol === 'http:' && !['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)) {
    complain(name, 'must begin with https:// unless it is on this machine, because tokens travel there');
  }
  return url.origin;
}

export function parseKeys(text: string | undefined, complain: Complain): string[] | undefined {
  if (text === undefined) {
    complain('ENCRYPTION_KEY', 'is missing: make one with `openssl rand -hex 32` and keep a copy of it');
    return undefined;
  }
  const keys = text.split(',').map((key) => key.trim());
  if (keys.every((key) => KEY.test(key))) return keys;
  complain('ENCRYPTION_KEY', 'must be 32 or 64 hexadecimal characters; several are separated by commas');
  return undefined;
}

export function parseTrustProxy(text: string | undefined, complain: Complain): boolean | number | string[] {
  if (text === undefined || text === 'false') return false;
  if (text === 'true') return true;
  if (/^\d{1,2}$/.test(text)) return Number(text);
  const networks = text.split(',').map((network) => network.trim());
  if (!networks.every(isNetwork)) {
    complain(
      'TRUST_PROXY',
      'must be true, false, a number of proxies, or addresses and networks like 10.0.0.0/8',
    );
  }
  return networks;
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  return isIP(address) !== 0 && (bits === undefined || /^\d{1,3}$/.test(bits)) && more.length === 0;
}
