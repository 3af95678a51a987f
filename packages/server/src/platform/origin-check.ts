/**
 * Writes are taken from our own pages only: the session cookie alone must not be enough for another site
 * (cross-site request forgery). Browsers say where a write comes from in Origin, older ones in Sec-Fetch-Site;
 * a client that says neither is no browser and carries no cookie by accident.
 */
import type { onRequestHookHandler } from 'fastify';

import { ProblemError } from './problem.ts';

export interface OriginCheckOptions {
  /** Origins of our own pages, for example `https://calendars.example`. */
  readonly allowed: readonly string[];
  /** Paths that take writes from servers, signed in their own way: webhooks. */
  readonly exempt: readonly string[];
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

export function originCheck(options: OriginCheckOptions): onRequestHookHandler {
  const allowed = new Set(options.allowed);
  const exempt = new Set(options.exempt);
  return (request, _reply, done) => {
    if (safeMethods.has(request.method) || exempt.has(request.url.split('?', 1)[0] ?? '')) {
      done();
      return;
    }
    const { origin, 'sec-fetch-site': site } = request.headers;
    const ours =
      origin === undefined
        ? site === undefined || site === 'same-origin' || site === 'none'
        : allowed.has(origin);
    done(
      ours
        ? undefined
        : new ProblemError(
            'cross_origin',
            'This write came from another site. Send it from Calmirror’s own address, or set API_URL and FRONTEND_URL to the addresses people use.',
          ),
    );
  };
}
