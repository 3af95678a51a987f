/**
 * A URL as it may stand in the request log: secrets and state are left out, the
 * opaque tokens of page links become a short hash by which the same link is known.
 */
import { createHash } from 'node:crypto';
import { decodedUrl } from '../http/request-url.ts';

const LINK_PARAMETERS = new Set(['$deltatoken', '$skiptoken', 'deltatoken', 'skiptoken']);
const HIDDEN_PARAMETERS = new Set([
  'code',
  'state',
  'nonce',
  'code_challenge',
  'id_token_hint',
  'client_secret',
  'access_token',
  'refresh_token',
]);

export interface LoggedUrl {
  readonly path: string;
  /** The same for every request that followed the same nextLink or deltaLink; else null. */
  readonly link: string | null;
}

export function loggedUrl(url: string): LoggedUrl {
  const mark = url.indexOf('?');
  if (mark < 0) return { path: decodedUrl(url), link: null };
  let link: string | null = null;
  const parameters = url
    .slice(mark + 1)
    .split('&')
    .map((parameter) => {
      const [rawName = '', ...rest] = parameter.split('=');
      const name = decodedUrl(rawName);
      const value = rest.join('=');
      if (HIDDEN_PARAMETERS.has(name.toLowerCase())) return `${name}=…`;
      if (!LINK_PARAMETERS.has(name.toLowerCase()) || value === '')
        return value === '' ? name : `${name}=${decodedUrl(value)}`;
      link = createHash('sha256').update(decodedUrl(value)).digest('hex').slice(0, 12);
      return `${name}=${link}`;
    });
  return { path: `${decodedUrl(url.slice(0, mark))}?${parameters.join('&')}`, link };
}
