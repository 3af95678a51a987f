/** GET /api/audit-log */
import { AuditQuery, AuditRowList, paths } from '@calmirror/api-contract';

import { listAudit } from '../audit/audit-log.ts';
import type { SignedInUser } from '../connections/sign-in.ts';
import { ProblemError } from '../platform/problem.ts';
import type { ApiServer } from './api-server.ts';
import type { ApiDeps } from './deps.ts';
import { instant } from './present/times.ts';
import { sessionOf } from './who-asks.ts';

const DEFAULT_LIMIT = 100;

type Deps = Pick<ApiDeps, 'db'>;

export function auditLog(api: ApiServer, deps: Deps): void {
  api.get(
    paths.auditLog,
    {
      schema: {
        tags: ['audit'],
        summary: 'Who did what, newest first',
        querystring: AuditQuery,
        response: { 200: AuditRowList },
      },
    },
    (request) => answerAuditLog(deps, sessionOf(request).user, request.query),
  );
}

async function answerAuditLog({ db }: Deps, user: SignedInUser, query: AuditQuery): Promise<AuditRowList> {
  const { scope = 'own', limit = DEFAULT_LIMIT, cursor } = query;
  if (scope === 'all' && !user.isOperator) {
    throw new ProblemError('not_allowed', 'Only the operator may see what others did: leave scope out.');
  }
  const { rows, nextCursor } = await listAudit(db, scope === 'all' ? 'all' : { userId: user.id }, {
    limit,
    ...(cursor === undefined ? {} : { before: cursor }),
  });
  return {
    items: rows.map((row) => ({ ...row, at: instant(row.at) })),
    nextCursor: nextCursor === null ? null : String(nextCursor),
    freshness: null,
  };
}
