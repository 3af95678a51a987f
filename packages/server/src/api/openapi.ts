/**
 * GET /api/openapi.json and /api/docs: the document, made of the schemas that the routes themselves check with.
 * Must be registered before the routes it describes.
 */
import { paths, ProblemBody } from '@calmirror/api-contract';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { Type } from 'typebox';

import { sessionCookieName } from '../connections/auth-options.ts';
import type { ApiServer } from './api-server.ts';

export async function openapi(app: ApiServer, { apiUrl }: { readonly apiUrl: string }): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Calmirror',
        version: '0.1.0',
        description:
          'Outlook calendars, mirrored read-only. Errors are RFC 9457 problem details; lists carry the freshness of their stalest calendar.',
      },
      servers: [{ url: apiUrl }],
      components: {
        securitySchemes: {
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: sessionCookieName(apiUrl.startsWith('https:')),
            description: 'set by signing in',
          },
        },
      },
    },
    transform: ({ schema, url, route }) => {
      const { access = 'person' } = route.config ?? {};
      const ours = url.startsWith('/api/auth/') || access === 'public';
      return {
        url,
        schema: {
          ...schema,
          ...(ours ? {} : { security: [{ session: [] }] }),
          response: withProblem(schema),
        },
      };
    },
    hideUntagged: true,
  });
  await app.register(swaggerUi, { routePrefix: paths.docs, staticCSP: true });
  app.get(
    paths.openapi,
    {
      config: { access: 'public' },
      schema: {
        tags: ['operation'],
        summary: 'This document',
        response: { 200: Type.Object({ openapi: Type.String() }, { additionalProperties: true }) },
      },
    },
    () => ({ ...app.swagger(), openapi: '3.1.0' }),
  );
}

/** Every route may answer a problem, whatever else it answers. */
function withProblem(schema: { readonly response?: unknown } | undefined): Record<string, unknown> {
  const response = typeof schema?.response === 'object' && schema.response !== null ? schema.response : {};
  return {
    ...response,
    default: {
      description: 'A problem',
      content: { 'application/problem+json': { schema: ProblemBody } },
    },
  };
}
