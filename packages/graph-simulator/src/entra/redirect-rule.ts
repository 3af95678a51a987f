/**
 * Which redirect URIs a registration takes.
 * Source: learn.microsoft.com/entra/identity-platform/reply-url.
 */
import { isLoopbackHost } from '../http/loopback.ts';

/** Without the port where the host is localhost: Entra ignores it there. */
function comparable(uri: string): string {
  const url = URL.parse(uri);
  if (url === null || url.protocol !== 'http:' || !isLoopbackHost(url.hostname)) return uri;
  url.port = '';
  return url.href;
}

/** `'any'` takes every http and https URL; undefined every http URL on a loopback host. */
export function redirectRule(registered: readonly string[] | 'any' | undefined): (uri: string) => boolean {
  if (registered === undefined || registered === 'any') {
    return (uri) => {
      const url = URL.parse(uri);
      if (url === null || url.hash !== '') return false;
      if (registered === 'any') return url.protocol === 'https:' || url.protocol === 'http:';
      return url.protocol === 'http:' && isLoopbackHost(url.hostname);
    };
  }
  const known = new Set(registered.map(comparable));
  return (uri) => known.has(comparable(uri));
}
