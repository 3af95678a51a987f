import { getMigrations } from 'better-auth/db/migration';
import { afterEach, describe, expect, it } from 'vitest';

import { authOptions } from '../src/connections/auth-options.ts';
import type { SignUpPolicy } from '../src/connections/auth-options.ts';
import { createSignIn } from '../src/connections/sign-in.ts';
import type { SignIn } from '../src/connections/sign-in.ts';
import { registerSignInRoutes } from '../src/connections/sign-in-routes.ts';
import { listAudit } from '../src/audit/audit-log.ts';
import { systemClock } from '../src/platform/clock.ts';
import { createHttp } from '../src/platform/http.ts';
import { createLogger } from '../src/platform/logger.ts';
import { deriveSecret } from '../src/vault/derive-secret.ts';
import { testDatabase } from './support/postgres.ts';
import type { TestDatabase } from './support/postgres.ts';

const secret = deriveSecret('ab'.repeat(32), 'sign-in');
const logger = createLogger({ level: 'silent' });
const rooms: AsyncDisposableStack[] = [];

afterEach(async () => {
  for (const room of rooms.splice(0)) await room.disposeAsync();
});

interface Room {
  readonly database: TestDatabase;
  readonly signIn: SignIn;
  readonly url: string;
  readonly send: (path: string, body?: unknown, headers?: Record<string, string>) => Promise<Response>;
}

async function room(
  options: { policy?: SignUpPolicy; apiUrl?: string; attempts?: number } = {},
): Promise<Room> {
  const disposables = new AsyncDisposableStack();
  rooms.push(disposables);
  const database = disposables.use(await testDatabase());
  const signIn = createSignIn({
    db: database.db,
    clock: systemClock(),
    logger,
    apiUrl: options.apiUrl ?? 'http://localhost:3000',
    secret,
    signUp: options.policy ?? 'first',
  });
  const app = await createHttp({ logger, rateLimit: { max: 1000, windowMs: 60_000 } });
  registerSignInRoutes(app, { signIn, attemptsPerMinute: options.attempts ?? 1000 });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  disposables.defer(async () => app.close());
  return {
    database,
    signIn,
    url,
    send: (path, body, headers = {}) =>
      fetch(`${url}/api/auth/${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}

function cookieOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ');
}

const adele = { email: 'Adele@contoso.example', password: 'correct horse battery' };

describe('sign-up', () => {
  it('makes the first account the operator, signs it in, and then takes no other', async () => {
    const { send } = await room();
    const answer = await send('sign-up/email', adele);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ user: { email: 'adele@contoso.example', isOperator: true } });

    const session = await send('get-session', undefined, { cookie: cookieOf(answer) });
    expect(await session.json()).toMatchObject({ user: { isOperator: true }, signUpOpen: false });

    const second = await send('sign-up/email', {
      email: 'alex@contoso.example',
      password: 'another password',
    });
    expect(second.status).toBe(403);
    expect(await second.json()).toMatchObject({ code: 'sign_up_closed' });
  });

  it('lets exactly one through when many are first at the same moment', async () => {
    const { send, database } = await room();
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        send('sign-up/email', { email: `user${index}@contoso.example`, password: 'some password' }),
      ),
    );
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([
      200, 403, 403, 403, 403, 403,
    ]);
    const users = await database.db.selectFrom('app_user').select('is_operator').execute();
    expect(users).toEqual([{ is_operator: true }]);
  });

  it('lets everybody in when open, with one operator', async () => {
    const { send, database } = await room({ policy: 'open' });
    const answers = await Promise.all(
      Array.from({ length: 4 }, (_, index) =>
        send('sign-up/email', { email: `user${index}@contoso.example`, password: 'some password' }),
      ),
    );
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
    const operators = await database.db
      .selectFrom('app_user')
      .select('id')
      .where('is_operator', '=', true)
      .execute();
    expect(operators).toHaveLength(1);
  });

  it('takes nobody when closed', async () => {
    const { send, database } = await room({ policy: 'closed' });
    expect((await send('sign-up/email', adele)).status).toBe(403);
    expect(await database.db.selectFrom('app_user').select('id').execute()).toEqual([]);
  });

  it('names the field that is wrong', async () => {
    const { send } = await room({ policy: 'open' });
    for (const [body, field] of [
      [{ email: 'no address', password: 'some password' }, 'email'],
      [{ email: 'a@b.example', password: 'short' }, 'password'],
      [{ email: 'a@b.example' }, 'password'],
      [{ email: 'a@b.example', password: 'some password', isOperator: true }, 'isOperator'],
    ] as const) {
      const answer = await send('sign-up/email', body);
      expect(answer.status).toBe(422);
      expect(await answer.json()).toMatchObject({ code: 'validation_failed', errors: [{ field }] });
    }
  });

  it('refuses an e-mail that has an account, in whatever case', async () => {
    const { send } = await room({ policy: 'open' });
    await send('sign-up/email', adele);
    const again = await send('sign-up/email', { ...adele, email: 'ADELE@CONTOSO.EXAMPLE' });
    expect(again.status).toBe(422);
    expect(await again.json()).toMatchObject({ errors: [{ field: 'email' }] });
  });
});

describe('sign-in', () => {
  it('answers a wrong password and an unknown e-mail alike', async () => {
    const { send } = await room();
    await send('sign-up/email', adele);
    const wrong = await send('sign-in/email', { ...adele, password: 'not the password' });
    const unknown = await send('sign-in/email', { ...adele, email: 'nobody@contoso.example' });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    const withoutId = (text: string): string => text.replace(/"requestId":"[^"]+"/, '');
    expect(withoutId(await wrong.text())).toBe(withoutId(await unknown.text()));
  });

  it('never puts the session token into an answer', async () => {
    const { send, database } = await room();
    await send('sign-up/email', adele);
    const answer = await send('sign-in/email', adele);
    const session = await send('get-session', undefined, { cookie: cookieOf(answer) });
    const texts = [await answer.text(), await session.text()].join('\n');
    const { rows } = await database.pool.query<{ token: string }>('select token from app_session');
    expect(rows.length).toBeGreaterThan(0);
    for (const { token } of rows) expect(texts).not.toContain(token);
  });

  it('sets a cookie that scripts and other sites cannot use, bound to the host over https', async () => {
    const plain = await room();
    const [cookie] = (await plain.send('sign-up/email', adele)).headers.getSetCookie();
    expect(cookie).toMatch(/^calmirror\.session=/);
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(cookie).toMatch(/Path=\/(;|$)/);
    expect(cookie).not.toMatch(/Secure/i);

    const secure = await room({ apiUrl: 'https://calendars.example' });
    const [bound] = (await secure.send('sign-up/email', adele)).headers.getSetCookie();
    expect(bound).toMatch(/^__Host-calmirror\.session=/);
    expect(bound).toMatch(/Secure/i);
    expect(bound).not.toMatch(/Domain=/i);
  });

  it('ends a session for good when its owner signs out', async () => {
    const { send, signIn } = await room();
    const cookie = cookieOf(await send('sign-up/email', adele));
    expect(await signIn.sessionOf({ headers: { cookie } })).toBeDefined();
    const out = await send('sign-out', {}, { cookie });
    expect(out.status).toBe(204);
    expect(await signIn.sessionOf({ headers: { cookie } })).toBeUndefined();
  });

  it('does not take a session token that was made up or changed', async () => {
    const { send, signIn } = await room();
    const cookie = cookieOf(await send('sign-up/email', adele));
    expect(await signIn.sessionOf({ headers: {} })).toBeUndefined();
    expect(await signIn.sessionOf({ headers: { cookie: 'calmirror.session=abc.def' } })).toBeUndefined();
    expect(await signIn.sessionOf({ headers: { cookie: cookie.slice(0, -6) } })).toBeUndefined();
  });

  it('names two browsers of one person differently', async () => {
    const { send, signIn } = await room();
    const first = cookieOf(await send('sign-up/email', adele));
    const second = cookieOf(await send('sign-in/email', adele));
    const [one, two] = await Promise.all(
      [first, second].map((cookie) => signIn.sessionOf({ headers: { cookie } })),
    );
    expect(one?.user.id).toBe(two?.user.id);
    expect(one?.browserSessionHash).toMatch(/^[0-9a-f]{64}$/);
    expect(one?.browserSessionHash).not.toBe(two?.browserSessionHash);
  });

  it('limits attempts of one address, and says for how long', async () => {
    const { send } = await room({ attempts: 3 });
    const statuses: number[] = [];
    for (let turn = 0; turn < 4; turn += 1) statuses.push((await send('sign-in/email', adele)).status);
    expect(statuses).toEqual([401, 401, 401, 429]);
    const refused = await send('sign-in/email', adele);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('writes down who came, who did not get in, and who left', async () => {
    const { send, database } = await room();
    const cookie = cookieOf(await send('sign-up/email', adele));
    await send('sign-in/email', { ...adele, password: 'not the password' });
    await send('sign-in/email', { email: 'secret-typed-here@x', password: 'not the password' });
    await send('sign-out', {}, { cookie });
    const { rows } = await listAudit(database.db, 'all', { limit: 10 });
    expect(rows.map((row) => [row.action, row.outcome, row.userId !== null])).toEqual([
      ['user.sign_out', 'success', true],
      ['user.sign_in', 'failure', false],
      ['user.sign_in', 'failure', true],
      ['user.sign_up', 'success', true],
    ]);
    expect(rows.every((row) => row.ipAddress === '127.0.0.1')).toBe(true);
    expect(JSON.stringify(rows)).not.toContain('secret-typed-here');
  });

  it('does not believe a client about its address', async () => {
    const { send, database } = await room();
    await send('sign-up/email', adele, {
      'x-forwarded-for': '6.6.6.6',
      'x-calmirror-client-address': '7.7.7.7',
    });
    const { rows } = await database.pool.query<{ ip_address: string }>('select ip_address from app_session');
    expect(rows).toEqual([{ ip_address: '127.0.0.1' }]);
  });
});

describe('migration 0001', () => {
  it('holds everything that better-auth expects', async () => {
    await using database = await testDatabase();
    const options = authOptions({
      db: database.db,
      secret,
      apiUrl: 'http://localhost:3000',
      policy: 'first',
      logger,
    });
    const { toBeCreated, toBeAdded } = await getMigrations(options);
    expect(toBeCreated).toEqual([]);
    expect(toBeAdded).toEqual([]);
  });
});
