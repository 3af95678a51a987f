/** GET /problems/:code: what the type of a problem means, for people and programs. */
import { isProblemCode, paths, ProblemDescription, problems } from '@calmirror/api-contract';
import type { ProblemCode } from '@calmirror/api-contract';
import { Type } from 'typebox';

import { ProblemError } from '../../platform/problem.ts';
import type { ApiServer } from '../api-server.ts';
import { wantsHtml } from '../wants.ts';

export function problemPage(api: ApiServer): void {
  api.get(
    paths.problem,
    {
      config: { access: 'public' },
      schema: {
        tags: ['operation'],
        summary: 'What a problem means and what to do',
        params: Type.Object({ code: Type.String() }),
        response: {
          200: {
            content: {
              'application/json': { schema: ProblemDescription },
              'text/html': { schema: Type.String() },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const { code } = request.params;
      if (!isProblemCode(code)) throw new ProblemError('not_found', 'There is no problem of that name.');
      const description = describe(code);
      if (!wantsHtml(request)) return description;
      return reply
        .header('content-type', 'text/html; charset=utf-8')
        .serializer(String)
        .send(page(description));
    },
  );
}

function describe(code: ProblemCode): ProblemDescription {
  const { status, title, whatToDo } = problems[code];
  return { type: `/problems/${code}`, code, status, title, whatToDo };
}

function page({ code, status, title, whatToDo }: ProblemDescription): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title></head>
<body><main><h1>${escape(title)}</h1><p>${escape(whatToDo)}</p><p><code>${code}</code> · HTTP ${status}</p></main></body>
</html>
`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
