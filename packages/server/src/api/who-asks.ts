/**
 * Who is signed in, found once and before the body is read: a stranger learns nothing from validation.
 * After the limits of the edge, which are hooks of each route: who is refused counts, too. Routes need a
 * signed-in person unless they say otherwise.
 */
import type { FastifyRequest, preParsingAsyncHookHandler } from 'fastify';

import { originOf } from '../connections/sign-in.ts';
import type { SignIn, SignInSession } from '../connections/sign-in.ts';
import { ProblemError } from '../platform/problem.ts';
import type { Asker } from './deps.ts';
import { wantsHtml } from './wants.ts';

const sessions = new WeakMap<FastifyRequest, SignInSession>();

export function guard(options: {
  readonly signIn: SignIn;
  readonly frontendUrl: string;
}): preParsingAsyncHookHandler {
  return async (request, reply) => {
    const { access = 'person', redirectSignedOut = false } = request.routeOptions.config;
    if (access === 'public') return;
    const session = await options.signIn.sessionOf(request);
    if (session === undefined) {
      if (redirectSignedOut && wantsHtml(request)) {
        await reply.redirect(`${options.frontendUrl}/sign-in?next=%2Fconnect`, 302);
        return;
      }
      throw new ProblemError('not_signed_in', 'Sign in to Calmirror first: POST /api/auth/sign-in/email.');
    }
    if (access === 'operator' && !session.user.isOperator) {
      throw new ProblemError('not_allowed', 'Only the operator of this installation may see this.');
    }
    sessions.set(request, session);
  };
}

/** The signed-in person of a guarded route. */
export function sessionOf(request: FastifyRequest): SignInSession {
  const session = sessions.get(request);
  if (session === undefined) {
    throw new Error('A public route asked who is signed in.');
  }
  return session;
}

export function userIdOf(request: FastifyRequest): string {
  return sessionOf(request).user.id;
}

export function askerOf(request: FastifyRequest): Asker {
  const { user, browserSessionHash } = sessionOf(request);
  return { userId: user.id, browserSessionHash, origin: originOf(request) };
}
