/**
 * One sign-in at Microsoft, from the first redirect to the chosen calendars. Single-use, ten minutes,
 * bound to the browser session that began it; nonce and verifier are sealed with a key of its own.
 * A link for an administrator lives longer and is bound to no browser: it is made to be sent to somebody, and what
 * comes back on it grants nothing here (Microsoft keeps the consent; the answer is only told).
 * Owns oauth_session.
 */
import { createHash, randomBytes } from 'node:crypto';

import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Compile } from 'typebox/compile';

import { newId } from '../platform/ids.ts';
import type { Db, Tx } from '../models/db.ts';
import type { Place, Vault } from '../vault/vault.ts';

import { ConnectError } from './connect-errors.ts';

const MINUTE_MS = 60_000;
const SESSION_MS = 10 * MINUTE_MS;
/** Mail is read the next working day, after a weekend or a holiday. */
const ADMIN_LINK_MS = 7 * 24 * 60 * MINUTE_MS;

/**
 * Of one person, besides those that offer calendars: more tabs than anybody has open, and more links than anybody
 * has sent. Apart, because a link must outlive the many times its sender tries meanwhile.
 */
const KEPT_SESSIONS = { connect: 20, admin_consent: 5 } as const;

/** Who asks, and from which browser. */
export interface BrowserSession {
  readonly userId: string;
  readonly browserSessionHash: string;
}

export interface StartedSession {
  readonly id: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

export interface ClaimedSession {
  readonly id: string;
  readonly userId: string;
  readonly purpose: 'connect' | 'admin_consent';
  readonly loginTenant: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

const StoredCalendar = Type.Object({
  id: Type.String(),
  name: Type.String(),
  color: Type.Union([Type.String(), Type.Null()]),
  hexColor: Type.Union([Type.String(), Type.Null()]),
  ownerName: Type.Union([Type.String(), Type.Null()]),
  ownerAddress: Type.Union([Type.String(), Type.Null()]),
  canEdit: Type.Boolean(),
  isDefault: Type.Boolean(),
  isShared: Type.Boolean(),
});
const StoredCalendars = Compile(Type.Array(StoredCalendar));
/** A calendar of the account, as Graph listed it at sign-in. */
export type StoredCalendar = Static<typeof StoredCalendar>;

export interface ChoosingSession {
  readonly id: string;
  readonly accountId: string;
  readonly calendars: readonly StoredCalendar[];
  readonly healed: number;
  readonly expiresAt: Date;
}

export async function startSession(
  db: Db,
  vault: Vault,
  session: BrowserSession & { purpose: 'connect' | 'admin_consent'; loginTenant: string; at: Date },
): Promise<StartedSession> {
  const id = newId();
  const started = { id, state: secret(), nonce: secret(), codeVerifier: secret() };
  const { wrapped, key } = vault.newDataKey(placeOf(id, 'wrapped_data_key'));
  await db
    .insertInto('oauth_session')
    .values({
      id,
      user_id: session.userId,
      browser_session_hash: session.browserSessionHash,
      purpose: session.purpose,
      state_hash: hash(started.state),
      wrapped_data_key: wrapped,
      nonce: key.seal(placeOf(id, 'nonce'), started.nonce),
      code_verifier: key.seal(placeOf(id, 'code_verifier'), started.codeVerifier),
      login_tenant: session.loginTenant,
      phase: 'started',
      account_id: null,
      calendars: null,
      created_at: session.at,
      expires_at: after(session.at, session.purpose === 'connect' ? SESSION_MS : ADMIN_LINK_MS),
    })
    .execute();
  await forgetOlderSessions(db, session);
  return started;
}

/** Beginning costs a person nothing: rows must not grow with it until their day of retention is over. */
async function forgetOlderSessions(
  db: Db,
  { userId, purpose }: { userId: string; purpose: 'connect' | 'admin_consent' },
): Promise<void> {
  await db
    .deleteFrom('oauth_session')
    .where('id', 'in', (query) =>
      query
        .selectFrom('oauth_session')
        .select('id')
        .where('user_id', '=', userId)
        .where('purpose', '=', purpose)
        .where('phase', '!=', 'choosing')
        .orderBy('created_at', 'desc')
        .offset(KEPT_SESSIONS[purpose])
        .forUpdate()
        .skipLocked(),
    )
    .execute();
}

/**
 * Takes the session of a state, once: from here on the state is used, however the callback ends.
 * A foreign browser takes nothing, so that its owner can still go on; where nobody is signed in it does not even
 * learn whether the state is known.
 * @throws ConnectError expired, foreign_session, already_used
 */
export async function claimSession(
  db: Db,
  vault: Vault,
  callback: { state: string; browser: BrowserSession | undefined; at: Date },
): Promise<ClaimedSession> {
  const row = await db
    .selectFrom('oauth_session')
    .selectAll()
    .where('state_hash', '=', hash(callback.state))
    .executeTakeFirst();
  const { browser } = callback;
  if (row === undefined) {
    throw new ConnectError(browser === undefined ? 'foreign_session' : 'expired', {
      reason: 'unknown state',
    });
  }
  const isOwn = browser?.userId === row.user_id && browser.browserSessionHash === row.browser_session_hash;
  if (row.purpose === 'connect' && !isOwn) {
    throw new ConnectError('foreign_session', { reason: 'state of another browser session' });
  }
  if (row.phase !== 'started') throw new ConnectError('already_used', { reason: 'state used before' });
  const claimed = await db
    .updateTable('oauth_session')
    .set({ phase: 'failed', nonce: null, code_verifier: null })
    .where('id', '=', row.id)
    .where('phase', '=', 'started')
    .executeTakeFirst();
  if (claimed.numUpdatedRows === 0n) throw new ConnectError('already_used', { reason: 'state used before' });
  if (row.expires_at.getTime() <= callback.at.getTime()) {
    throw new ConnectError('expired', { reason: 'state expired' });
  }
  const key = vault.unwrap(row.wrapped_data_key, placeOf(row.id, 'wrapped_data_key'));
  return {
    id: row.id,
    userId: row.user_id,
    purpose: row.purpose,
    loginTenant: row.login_tenant,
    nonce: key.open(placeOf(row.id, 'nonce'), row.nonce ?? ''),
    codeVerifier: key.open(placeOf(row.id, 'code_verifier'), row.code_verifier ?? ''),
  };
}

/** The account is there and its owner may choose, for ten minutes from now. */
export async function offerCalendars(
  tx: Tx,
  session: { id: string; accountId: string; calendars: readonly StoredCalendar[]; healed: number; at: Date },
): Promise<void> {
  await tx
    .updateTable('oauth_session')
    .set({
      phase: 'choosing',
      account_id: session.accountId,
      calendars: JSON.stringify(session.calendars),
      healed: session.healed,
      expires_at: after(session.at, SESSION_MS),
    })
    .where('id', '=', session.id)
    .execute();
}

/** undefined: unknown, used, over, or somebody else's; nobody is told which. */
export async function readChoosingSession(
  db: Db | Tx,
  wanted: { sessionId: string; userId: string; at: Date },
  options: { lock?: boolean } = {},
): Promise<ChoosingSession | undefined> {
  let query = db
    .selectFrom('oauth_session')
    .select(['id', 'account_id', 'calendars', 'healed', 'expires_at'])
    .where('id', '=', wanted.sessionId)
    .where('user_id', '=', wanted.userId)
    .where('phase', '=', 'choosing')
    .where('expires_at', '>', wanted.at);
  if (options.lock === true) query = query.forUpdate();
  const row = await query.executeTakeFirst();
  if (row?.account_id === undefined || row.account_id === null || !StoredCalendars.Check(row.calendars)) {
    return undefined;
  }
  const { id, account_id: accountId, calendars, healed, expires_at: expiresAt } = row;
  return { id, accountId, calendars, healed, expiresAt };
}

export async function consumeSession(tx: Tx, sessionId: string): Promise<void> {
  await tx
    .updateTable('oauth_session')
    .set({ phase: 'consumed', calendars: null })
    .where('id', '=', sessionId)
    .execute();
}

function placeOf(id: string, column: 'wrapped_data_key' | 'nonce' | 'code_verifier'): Place {
  return { table: 'oauth_session', row: id, column };
}

function after(at: Date, ms: number): Date {
  return new Date(at.getTime() + ms);
}

/** 256 random bits, 43 characters: also the least that PKCE takes (RFC 7636 section 4.1). */
function secret(): string {
  return randomBytes(32).toString('base64url');
}

function hash(state: string): string {
  return createHash('sha256').update(`calmirror/oauth-state/v1\n${state}`).digest('hex');
}
