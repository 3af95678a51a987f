/**
 * Who is signed in to Calmirror. Accounts, passwords and sessions are better-auth's work; here are
 * SIGN_UP's rule, the operator, the audit rows, and answers without session tokens in them:
 * the token travels in an HttpOnly cookie only. Knows nothing of Microsoft accounts.
 */
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import { betterAuth } from 'better-auth';
import { sql } from 'kysely';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { ProblemError } from '../platform/problem.ts';
import { recordAudit } from '../audit/audit-log.ts';
import type { Origin } from '../audit/audit-log.ts';
import type { AuditAction, AuditOutcome } from '../audit/audit-actions.ts';
import type { Db } from '../models/db.ts';

import { authOptions, CLIENT_ADDRESS_HEADER } from './auth-options.ts';
import type { SignUpPolicy } from './auth-options.ts';
import { signInProblem } from './sign-in-problem.ts';

export interface SignedInUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly isOperator: boolean;
}

export interface SignInSession {
  readonly user: SignedInUser;
  /** Names this browser's session without being able to act as it. */
  readonly browserSessionHash: string;
  readonly expiresAt: Date;
}

/** An answer with the cookies it sets. */
export interface SignInAnswer {
  readonly user: SignedInUser;
  readonly setCookies: readonly string[];
}

export interface SignInRequest {
  readonly headers: IncomingHttpHeaders;
  /** The client's address as Fastify sees it. */
  readonly ip: string;
}

export interface SignIn {
  /** @throws ProblemError sign_up_closed, validation_failed */
  readonly signUp: (
    request: SignInRequest,
    body: { email: string; password: string; name?: string },
  ) => Promise<SignInAnswer>;
  /** @throws ProblemError not_signed_in (wrong e-mail or password, without saying which) */
  readonly signIn: (
    request: SignInRequest,
    body: { email: string; password: string },
  ) => Promise<SignInAnswer>;
  /** Ends the session, if there is one; endedSession is its browserSessionHash. */
  readonly signOut: (
    request: SignInRequest,
  ) => Promise<{ setCookies: readonly string[]; endedSession: string | undefined }>;
  /** For every request that needs a person; does not prolong the session. */
  readonly sessionOf: (request: { headers: IncomingHttpHeaders }) => Promise<SignInSession | undefined>;
  /** For the page's start: prolongs the session once a day. */
  readonly prolong: (request: { headers: IncomingHttpHeaders }) => Promise<{
    session: SignInSession | undefined;
    setCookies: readonly string[];
  }>;
  /** Whether a new account can be made now. */
  readonly signUpIsOpen: () => Promise<boolean>;
}

export interface SignInDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly apiUrl: string;
  /** deriveSecret(newest key of ENCRYPTION_KEY, 'sign-in') */
  readonly secret: string;
  readonly signUp: SignUpPolicy;
}

const User = Type.Object({
  id: Type.String(),
  email: Type.String(),
  name: Type.String(),
  isOperator: Type.Boolean(),
});
const UserAnswer = Compile(Type.Object({ user: Type.Object({ id: Type.String() }) }));
const SessionAnswer = Compile(
  Type.Object({
    user: User,
    session: Type.Object({ token: Type.String(), expiresAt: Type.Unsafe<Date | string>({}) }),
  }),
);

export function createSignIn(deps: SignInDeps): SignIn {
  const { db, clock } = deps;
  const auth = betterAuth(authOptions({ ...deps, policy: deps.signUp }));

  const audit = (
    request: SignInRequest,
    action: AuditAction,
    outcome: AuditOutcome,
    userId: string | null,
    detail: Readonly<Record<string, string>> = {},
  ): Promise<void> =>
    recordAudit(db, { action, outcome, at: clock.date(), userId, origin: originOf(request), detail });

  const signUpIsOpen = async (): Promise<boolean> => {
    if (deps.signUp !== 'first') return deps.signUp === 'open';
    const anybody = await db.selectFrom('app_user').select('id').limit(1).executeTakeFirst();
    return anybody === undefined;
  };

  const readUser = async (id: string): Promise<SignedInUser> => {
    const row = await db
      .selectFrom('app_user')
      .select(['id', 'email', 'name', 'is_operator as isOperator'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return row;
  };

  const refuseSignUp = async (request: SignInRequest): Promise<never> => {
    await audit(request, 'user.sign_up', 'denied', null);
    throw new ProblemError(
      'sign_up_closed',
      deps.signUp === 'first'
        ? 'This Calmirror has its account already. Sign in with it, or ask its operator to set SIGN_UP=open.'
        : 'This Calmirror takes no new accounts. Ask its operator.',
    );
  };

  const readSession = async (
    headers: IncomingHttpHeaders,
    query: { disableRefresh: boolean },
  ): Promise<{ session: SignInSession | undefined; setCookies: string[] }> => {
    if (headers.cookie === undefined) return { session: undefined, setCookies: [] };
    const answer = await auth.api.getSession({ headers: forwarded({ headers }), query, asResponse: true });
    const body: unknown = await answer.json();
    if (!SessionAnswer.Check(body)) return { session: undefined, setCookies: answer.headers.getSetCookie() };
    return {
      session: {
        user: {
          id: body.user.id,
          email: body.user.email,
          name: body.user.name,
          isOperator: body.user.isOperator,
        },
        browserSessionHash: browserSessionHash(body.session.token),
        expiresAt: new Date(body.session.expiresAt),
      },
      setCookies: answer.headers.getSetCookie(),
    };
  };

  return {
    signUpIsOpen,

    async signUp(request, body) {
      if (!(await signUpIsOpen())) return refuseSignUp(request);
      const answer = await auth.api.signUpEmail({
        headers: forwarded(request),
        body: {
          email: body.email,
          password: body.password,
          name: body.name ?? body.email.slice(0, body.email.indexOf('@')),
        },
        asResponse: true,
      });
      const content: unknown = await answer.json();
      if (!answer.ok || !UserAnswer.Check(content)) {
        // Somebody else was first while we were at it.
        if (!(await signUpIsOpen())) return refuseSignUp(request);
        await audit(request, 'user.sign_up', 'failure', null);
        throw signInProblem(answer.status, content);
      }
      if (deps.signUp === 'open') await makeOperatorIfFirst(db, content.user.id);
      await audit(request, 'user.sign_up', 'success', content.user.id);
      return { user: await readUser(content.user.id), setCookies: answer.headers.getSetCookie() };
    },

    async signIn(request, body) {
      const answer = await auth.api.signInEmail({ headers: forwarded(request), body, asResponse: true });
      const content: unknown = await answer.json();
      if (!answer.ok || !UserAnswer.Check(content)) {
        // Whose door it was; what was typed as an e-mail may be a password and is not kept.
        const known = await db
          .selectFrom('app_user')
          .select('id')
          .where('email', '=', body.email.toLowerCase())
          .executeTakeFirst();
        await audit(request, 'user.sign_in', 'failure', known?.id ?? null);
        throw signInProblem(answer.status, content);
      }
      await audit(request, 'user.sign_in', 'success', content.user.id);
      return { user: await readUser(content.user.id), setCookies: answer.headers.getSetCookie() };
    },

    async signOut(request) {
      const { session } = await readSession(request.headers, { disableRefresh: true });
      const answer = await auth.api.signOut({ headers: forwarded(request), asResponse: true });
      if (session !== undefined) await audit(request, 'user.sign_out', 'success', session.user.id);
      return {
        setCookies: answer.headers.getSetCookie(),
        endedSession: session?.browserSessionHash,
      };
    },

    async sessionOf(request) {
      const { session } = await readSession(request.headers, { disableRefresh: true });
      return session;
    },

    prolong: (request) => readSession(request.headers, { disableRefresh: false }),
  };
}

export function originOf(request: SignInRequest): Origin {
  return { ipAddress: request.ip, userAgent: request.headers['user-agent'] ?? null };
}

function browserSessionHash(token: string): string {
  return createHash('sha256').update(`calmirror/browser-session/v1\n${token}`).digest('hex');
}

/** Only what better-auth needs of a request; the client's own word for its address is not among it. */
function forwarded(request: { headers: IncomingHttpHeaders; ip?: string }): Headers {
  const headers = new Headers();
  if (request.headers.cookie !== undefined) headers.set('cookie', request.headers.cookie);
  const userAgent = request.headers['user-agent'];
  if (userAgent !== undefined) headers.set('user-agent', userAgent);
  if (request.ip !== undefined) headers.set(CLIENT_ADDRESS_HEADER, request.ip);
  return headers;
}

/** Under SIGN_UP=open. Two at once: the unique index lets one through, and the other stays a user. */
async function makeOperatorIfFirst(db: Db, userId: string): Promise<void> {
  try {
    await db
      .updateTable('app_user')
      .set({ is_operator: true })
      .where('id', '=', userId)
      .where(sql<boolean>`not exists (select from app_user where is_operator)`)
      .execute();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === '23505')) throw error;
  }
}
