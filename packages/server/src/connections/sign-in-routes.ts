/** /api/auth/…: parse, call sign-in.ts, present. */
import { paths, SessionState, SignedIn, SignInBody, SignUpBody } from '@calmirror/api-contract';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';

import type { HttpServer } from '../platform/http.ts';

import type { SignIn, SignedInUser } from './sign-in.ts';

export interface SignInRouteOptions {
  readonly signIn: SignIn;
  /** What the session that ended had open must end, too. */
  readonly onSignOut?: (browserSessionHash: string) => void;
  /** Per client address, for each of sign-up and sign-in. */
  readonly attemptsPerMinute?: number;
}

const ATTEMPTS_PER_MINUTE = 20;

export function registerSignInRoutes(app: HttpServer, options: SignInRouteOptions): void {
  const { signIn } = options;
  const tags = ['sign-in'];
  const limited = {
    config: { rateLimit: { max: options.attemptsPerMinute ?? ATTEMPTS_PER_MINUTE, timeWindow: 60_000 } },
  };

  app.post(
    paths.signUp,
    {
      ...limited,
      schema: { tags, summary: 'Make an account', body: SignUpBody, response: { 200: SignedIn } },
    },
    async (request, reply) => {
      const answer = await signIn.signUp(request, request.body);
      setCookies(reply, answer.setCookies);
      return { user: publicUser(answer.user) };
    },
  );

  app.post(
    paths.signIn,
    { ...limited, schema: { tags, summary: 'Sign in', body: SignInBody, response: { 200: SignedIn } } },
    async (request, reply) => {
      const answer = await signIn.signIn(request, request.body);
      setCookies(reply, answer.setCookies);
      return { user: publicUser(answer.user) };
    },
  );

  app.post(
    paths.signOut,
    { schema: { tags, summary: 'Sign out', response: { 204: Type.Null() } } },
    async (request, reply) => {
      const { setCookies: cookies, endedSession } = await signIn.signOut(request);
      if (endedSession !== undefined) options.onSignOut?.(endedSession);
      setCookies(reply, cookies);
      return reply.code(204).send(null);
    },
  );

  app.get(
    paths.session,
    { schema: { tags, summary: 'Who is signed in', response: { 200: SessionState } } },
    async (request, reply) => {
      const { session, setCookies: cookies } = await signIn.prolong(request);
      setCookies(reply, cookies);
      return {
        user: session === undefined ? null : publicUser(session.user),
        expiresAt: session === undefined ? null : session.expiresAt.toISOString(),
        signUpOpen: await signIn.signUpIsOpen(),
      };
    },
  );
}

function publicUser(user: SignedInUser): SignedInUser {
  return { id: user.id, email: user.email, name: user.name, isOperator: user.isOperator };
}

function setCookies(reply: FastifyReply, cookies: readonly string[]): void {
  void reply.header('cache-control', 'no-store');
  if (cookies.length > 0) void reply.header('set-cookie', [...cookies]);
}
