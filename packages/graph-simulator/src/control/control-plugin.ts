/** Registers the operations of the table under `/_sim`, and the page that lists them. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { InputError } from '../http/check-input.ts';
import { takeJsonBodies } from '../http/json-bodies.ts';
import { indexPage } from './index-page.ts';
import type { ControlHandlers } from './control-handlers.ts';
import { sendHtmlPage } from '../http/html-page.ts';
import { OPERATION_LIST } from './operations.ts';

// oxlint-disable-next-line typescript/require-await -- Fastify wants a promise from a plugin without callback
export async function controlPlugin(
  app: FastifyInstance,
  options: { readonly handlers: ControlHandlers },
): Promise<void> {
  const { handlers } = options;
  takeJsonBodies(app);

  // A page of another site, open in the same browser, has no business here.
  app.addHook('onRequest', async (request, reply) => {
    if (request.headers['sec-fetch-site'] !== 'cross-site') return;
    await reply.code(403).send({ error: 'The control API is not for other sites.' });
  });

  app.setErrorHandler((error, _request, reply: FastifyReply) => {
    if (error instanceof InputError) return reply.code(400).send({ error: error.message });
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
    if (status >= 400 && status < 500)
      return reply.code(status).send({ error: 'The body must be JSON, sent as application/json.' });
    return reply.code(500).send({ error: error instanceof Error ? error.message : 'Something failed.' });
  });

  app.get('/_sim', (request, reply) => {
    if (request.headers.accept?.includes('text/html') === true) return sendHtmlPage(reply, 200, indexPage());
    return reply.send({
      operations: OPERATION_LIST.map(({ method, path, summary, example, input }) => ({
        method,
        path,
        summary,
        example,
        input,
      })),
    });
  });

  for (const { name, method, path, input } of OPERATION_LIST)
    app.route({
      method,
      url: path,
      handler: (request, reply) => {
        const given = method === 'POST' ? (request.body ?? {}) : fromQuery(input, request.query);
        return reply.send(handlers[name](given));
      },
    });
}

/** A query is all strings: numbers and booleans are made of them where the table wants some. */
const fromQuery = (schema: TSchema, query: unknown): unknown => Value.Convert(schema, Value.Clone(query));
