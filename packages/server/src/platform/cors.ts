/** One other origin, FRONTEND_URL's, may read our answers with its visitor's cookies; nobody else. */
import type { onRequestHookHandler } from 'fastify';

export function corsFor(origin: string): onRequestHookHandler {
  return (request, reply, done) => {
    void reply.header('vary', 'origin');
    if (request.headers.origin !== origin) {
      done();
      return;
    }
    void reply
      .header('access-control-allow-origin', origin)
      .header('access-control-allow-credentials', 'true')
      .header('access-control-expose-headers', 'x-request-id, retry-after, location');
    if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined) {
      void reply
        .header('access-control-allow-methods', 'GET, POST, DELETE')
        .header('access-control-allow-headers', 'content-type')
        .header('access-control-max-age', '600')
        .code(204)
        .send();
      return;
    }
    done();
  };
}
