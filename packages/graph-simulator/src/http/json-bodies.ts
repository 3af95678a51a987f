import type { FastifyInstance } from 'fastify';

/** Bodies are JSON or absent: an empty one is absent, whatever type was announced for it. */
export function takeJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? undefined : JSON.parse(String(body)));
    } catch (error) {
      done(Object.assign(new Error('Not JSON.', { cause: error }), { statusCode: 400 }));
    }
  });
}
