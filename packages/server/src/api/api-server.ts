/** The part of the HTTP server that takes JSON and knows who asks. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';

import type { HttpServer } from '../platform/http.ts';
import { refuseNul } from './refuse-nul.ts';
import { strictQuery } from './strict-query.ts';

/** Who may use a route: anybody, a signed-in person, or the operator. */
export type Access = 'public' | 'person' | 'operator';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Not said: a signed-in person. */
    access?: Access;
    /** A browser that is not signed in is sent to sign in and then to the connect page, instead of getting 401. */
    redirectSignedOut?: boolean;
  }
}

export type ApiServer = HttpServer;

/** Schema of an answer without a body. */
export function noBody(description: string) {
  return Type.Unsafe<undefined>({ type: 'null', description });
}

/**
 * A scope of its own in which bodies are JSON or refused (415), and answers are written as they are:
 * presenters make exact objects, and a test compares them with the document.
 */
export function jsonScope(scope: FastifyInstance): ApiServer {
  const api = scope.withTypeProvider<TypeBoxTypeProvider>();
  api.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
  const parseJson = api.getDefaultJsonParser('error', 'error');
  api.removeAllContentTypeParsers();
  api.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    // Clients that always name a content type also send it where there is nothing to say.
    if (body === '') done(null, undefined);
    else void parseJson(request, body.toString(), done);
  });
  api.addHook('preValidation', strictQuery);
  api.addHook('preHandler', refuseNul);
  return api;
}
