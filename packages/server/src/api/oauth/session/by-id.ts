/** GET /api/oauth/session/:sessionId: whose account was connected, and the calendars to choose from. */
import { OauthSession, paths } from '@calmirror/api-contract';
import { Type } from 'typebox';

import { ProblemError } from '../../../platform/problem.ts';
import type { ApiServer } from '../../api-server.ts';
import type { ApiDeps } from '../../deps.ts';
import { isUuid } from '../../ids.ts';
import { presentChoice } from '../../present/present-choice.ts';
import { instant } from '../../present/times.ts';
import { userIdOf } from '../../who-asks.ts';

type Deps = Pick<ApiDeps, 'oauth'>;

export function oauthSession(api: ApiServer, deps: Deps): void {
  api.get(
    paths.oauthSession,
    {
      schema: {
        tags: ['oauth'],
        summary: 'Account and calendars to choose from',
        description: 'For its owner, for 10 minutes, until calendars are selected. Never a token.',
        params: Type.Object({ sessionId: Type.String() }),
        response: { 200: OauthSession },
      },
    },
    (request) => answerSession(deps, userIdOf(request), request.params.sessionId),
  );
}

async function answerSession({ oauth }: Deps, userId: string, sessionId: string): Promise<OauthSession> {
  const session = isUuid(sessionId) ? await oauth.getSession(sessionId, userId) : undefined;
  if (session === undefined) {
    throw new ProblemError(
      'session_not_found',
      'This connect session was used, is older than 10 minutes, or is not yours: begin to connect again.',
    );
  }
  return {
    id: session.id,
    account: { email: session.account.email, displayName: session.account.displayName },
    calendars: session.calendars.map(presentChoice),
    healed: session.healed,
    expiresAt: instant(session.expiresAt),
  };
}
