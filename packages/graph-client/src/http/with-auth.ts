/** Puts the bearer token on a request, and on no request that leaves the configured Graph origin. */
import type { Fetch } from './exchange.ts';
import { assertGraphOrigin } from './graph-origin.ts';

export function withAuth(fetch: Fetch, accessToken: string, baseUrl: string): Fetch {
  return async (url, init) => {
    assertGraphOrigin(url, baseUrl);
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${accessToken}`);
    return fetch(url, { ...init, headers });
  };
}
