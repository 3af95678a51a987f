/**
 * The page of people: its HTML at every address of the page, its assets, and its own not-found for any other
 * address that a browser opens. Knows nothing of what the page shows.
 * HTML is never kept and has a nonce of its own each time; assets carry a hash in their name and are kept for ever.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { pagePaths } from '@calmirror/api-contract';
import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { HttpServer } from '../platform/http.ts';
import { ProblemError } from '../platform/problem.ts';
import { wantsHtml } from './wants.ts';

/** Written by the page's build wherever a nonce belongs: packages/web/vite.config.ts. */
const NONCE = '__CSP_NONCE__';
const ASSET_NAME = /^[\w-]+(?:\.[\w-]+)+$/;
const ASSET_KEPT = 'public, max-age=31536000, immutable';
/** Addresses of programs: what is not there stays a problem, whoever asks. */
const OF_PROGRAMS = /^\/(?:api|assets|health|metrics|problems)(?:[/?]|$)/;
const PERMISSIONS =
  'accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), ' +
  'magnetometer=(), microphone=(), midi=(), payment=(), usb=()';

const NOT_BUILT = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Calmirror</title></head>
<body><main><h1>The page is not built</h1>
<p>Calmirror runs; its page has not been built in this checkout. Run <code>npm run build:page</code> and load this address again.</p>
<p>The <a href="/api/docs">REST API</a> is there.</p></main></body>
</html>
`;

export class Page {
  readonly #folder: string;

  /** @param folder holds index.html and assets/; read at each request, so that a new build is shown at once */
  constructor(folder: string) {
    this.#folder = folder;
  }

  register(app: HttpServer): void {
    void app.register(async (scope) => {
      await scope.register(fastifyStatic, {
        root: path.join(this.#folder, 'assets'),
        serve: false,
        suppressWarning: true,
        etag: false,
        lastModified: false,
        cacheControl: false,
        // The build lays them beside: pressing once costs less than at each request.
        preCompressed: true,
        dotfiles: 'ignore',
        setHeaders: (reply) => void reply.header('cache-control', ASSET_KEPT),
      });
      scope.get<{ Params: { name: string } }>(
        '/assets/:name',
        { config: { access: 'public' } },
        (request, reply) => {
          const { name } = request.params;
          if (!ASSET_NAME.test(name)) throw new ProblemError('not_found', 'Nothing is at this address.');
          return reply.sendFile(name);
        },
      );
      for (const address of Object.values(pagePaths)) {
        scope.get(address, { config: { access: 'public' } }, (request, reply) => {
          if (wantsHtml(request)) return this.#send(reply, 200);
          throw new ProblemError(
            'not_found',
            'This address is a page: /api/docs lists what there is for programs.',
          );
        });
      }
    });
  }

  /** For an address that no route took: undefined where that is a problem for a program. */
  notFound(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> | undefined {
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (!reads || !wantsHtml(request) || OF_PROGRAMS.test(request.url)) return undefined;
    return this.#send(reply, 404);
  }

  async #send(reply: FastifyReply, status: number): Promise<FastifyReply> {
    const html = await this.#read();
    const nonce = randomBytes(16).toString('base64url');
    return reply
      .code(html === undefined ? 503 : status)
      .header('content-type', 'text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-security-policy', policyOf(nonce))
      .header('permissions-policy', PERMISSIONS)
      .send(html?.replaceAll(NONCE, nonce) ?? NOT_BUILT);
  }

  async #read(): Promise<string | undefined> {
    try {
      return await readFile(path.join(this.#folder, 'index.html'), 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }
}

/** Event bodies are shown in a sandboxed frame without an address of its own, which inherits all of this. */
function policyOf(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
