/**
 * From a code to an account whose calendars are offered: redeemed, checked, looked at, and only then
 * saved, in one transaction. Anything that fails before leaves nothing.
 */
import type { GraphCalendar, GraphUser } from '@calmirror/graph-client/wire';

import type { Clock } from '../platform/clock.ts';
import { inTransaction } from '../platform/in-transaction.ts';
import type { Jobs } from '../platform/jobs.ts';
import { recordAudit } from '../audit/audit-log.ts';
import type { Origin } from '../audit/audit-log.ts';
import type { Db, Tx } from '../models/db.ts';
import type { jobCatalogue } from '../models/job-catalogue.ts';
import type { Vault } from '../vault/vault.ts';

import type { AccessTokens } from './access-tokens.ts';
import { forgetOffers, rememberList } from './account-look-store.ts';
import { saveAccount } from './account-store.ts';
import { ConnectError } from './connect-errors.ts';
import type { DueConnection } from './due.ts';
import type { EntraClient, TokenSet } from './entra-client.ts';
import type { GraphAccess } from './graph-access.ts';
import type { MicrosoftIdentity } from './id-token.ts';
import { offerCalendars } from './oauth-session-store.ts';
import type { ClaimedSession } from './oauth-session-store.ts';
import { offeredCalendars } from './offered-calendars.ts';
import { missingScopes } from './scopes.ts';
import { waitForMailbox } from './wait-for-mailbox.ts';

export interface ConnectAccountDeps {
  readonly db: Db;
  readonly vault: Vault;
  readonly entra: EntraClient;
  readonly graph: GraphAccess;
  readonly tokens: AccessTokens;
  readonly jobs: Pick<Jobs<typeof jobCatalogue>, 'ring'>;
  readonly clock: Clock;
  readonly leaseSeconds: number;
  /** In [0, 1); jitter. */
  readonly random: () => number;
}

/** @throws ConnectError, GraphError */
export async function connectAccount(
  deps: ConnectAccountDeps,
  session: ClaimedSession,
  callback: { readonly code: string; readonly userId: string; readonly origin?: Origin },
): Promise<void> {
  const { db, vault, clock } = deps;
  const { userId, origin } = callback;
  const { tokens, identity } = await deps.entra.redeemCode({
    tenant: session.loginTenant,
    code: callback.code,
    codeVerifier: session.codeVerifier,
    nonce: session.nonce,
  });
  requireGrants(tokens);
  const { me, calendars } = await look(deps, identity, tokens);
  const at = clock.date();
  const accountId = await inTransaction(db, async (tx) => {
    const saved = await saveAccount(tx, vault, {
      userId,
      identity,
      email: me.mail ?? me.userPrincipalName ?? identity.userName ?? '',
      displayName: me.displayName ?? identity.displayName ?? null,
      loginTenant: session.loginTenant,
      tokens,
      at,
    });
    await offerCalendars(tx, {
      id: session.id,
      accountId: saved.accountId,
      calendars: offeredCalendars(calendars, [me.mail, me.userPrincipalName, identity.userName]),
      healed: saved.healed.length,
      at,
    });
    const ids = calendars.map(({ id }) => id);
    await rememberList(tx, saved.accountId, { ids, at, jitter: deps.random() });
    await forgetOffers(tx, saved.accountId);
    await ringHealed(deps, tx, saved.healed);
    await recordAudit(tx, {
      action: 'account.connected',
      outcome: 'success',
      at,
      userId,
      subject: { type: 'microsoft_account', id: saved.accountId },
      ...(origin === undefined ? {} : { origin }),
    });
    return saved.accountId;
  });
  deps.tokens.forget(accountId);
}

/** The granted scopes are compared with the asked: people can untick, administrators can leave out. */
function requireGrants(tokens: TokenSet): void {
  const missing = missingScopes(tokens.grantedScopes);
  if (missing.length > 0)
    throw new ConnectError('missing_scopes', { reason: `missing ${missing.join(', ')}` });
  if (tokens.refreshToken === undefined)
    throw new ConnectError('missing_scopes', { reason: 'no refresh token' });
}

/** Who it is and which calendars there are, within the limits of the mailbox. */
async function look(
  deps: ConnectAccountDeps,
  identity: MicrosoftIdentity,
  tokens: TokenSet,
): Promise<{ me: GraphUser; calendars: readonly GraphCalendar[] }> {
  await using turn = await waitForMailbox(deps.db, identity, deps);
  const options = turn.signal === undefined ? {} : { signal: turn.signal };
  const client = deps.graph.client();
  const me = await client.getMe(tokens.accessToken, options);
  return { me, calendars: await client.listCalendars(tokens.accessToken, options) };
}

async function ringHealed(deps: ConnectAccountDeps, tx: Tx, healed: readonly DueConnection[]): Promise<void> {
  for (const lane of ['sync.push', 'sync.background'] as const) {
    await deps.jobs.ring(lane, payloadsOf(healed.filter((each) => each.lane === lane)), tx);
  }
  await deps.jobs.ring('subscription.tend', payloadsOf(healed), tx);
}

function payloadsOf(due: readonly DueConnection[]): { connectionId: string }[] {
  return due.map(({ connectionId }) => ({ connectionId }));
}
