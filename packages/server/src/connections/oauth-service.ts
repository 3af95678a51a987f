/**
 * Connecting a Microsoft account: to Microsoft and back, then the choice of calendars.
 * Whatever goes wrong before the choice ends on FRONTEND_URL/connect?error=<code> and leaves no account,
 * no mailbox and no connection. Tokens are sealed in the transaction that first needs them.
 */
import type { Logger } from '../platform/logger.ts';
import { ProblemError } from '../platform/problem.ts';
import type { AuditOutcome } from '../audit/audit-actions.ts';
import { recordAudit } from '../audit/audit-log.ts';
import type { Origin } from '../audit/audit-log.ts';

import { connectAccount } from './connect-account.ts';
import type { ConnectAccountDeps } from './connect-account.ts';
import { ConnectError } from './connect-errors.ts';
import { connectErrorOf, reasonOf } from './entra-answer.ts';
import { EntraRefusal, EntraUnreachable } from './entra-client.ts';
import { connectErrorFrom, readAnswer } from './microsoft-answer.ts';
import { isTenantName, isWithinTenant } from './microsoft-app.ts';
import { claimSession, readChoosingSession, startSession } from './oauth-session-store.ts';
import type { BrowserSession, ClaimedSession, StoredCalendar } from './oauth-session-store.ts';
import { CONNECT_SCOPES } from './scopes.ts';
import { selectCalendars } from './select-calendars.ts';
import type { SelectedCalendars } from './select-calendars.ts';

export interface OAuthServiceDeps extends ConnectAccountDeps {
  readonly logger: Logger;
  /** MICROSOFT_TENANT_ID: where people sign in unless asked otherwise. */
  readonly tenant: string;
  /** The page of people; the callback ends at its path `connect`. */
  readonly frontendUrl: string;
}

export interface CallbackRequest {
  /** As it came: `error`, `admin_consent`, `code`, `state`, … */
  readonly query: Readonly<Record<string, unknown>>;
  /** undefined when nobody is signed in to Calmirror in this browser. */
  readonly browserSessionHash: string | undefined;
  readonly userId: string | undefined;
  readonly origin?: Origin;
}

export interface OAuthSession {
  readonly id: string;
  readonly account: { readonly email: string; readonly displayName: string | null };
  readonly calendars: readonly (StoredCalendar & { readonly isConnected: boolean })[];
  /** How many connected calendars of the account went on with this sign-in. */
  readonly healed: number;
  readonly expiresAt: Date;
}

export class OAuthService {
  readonly #deps: OAuthServiceDeps;

  constructor(deps: OAuthServiceDeps) {
    this.#deps = deps;
  }

  /**
   * @returns the address at Microsoft
   * @throws ProblemError validation_failed, temporary, configuration
   */
  async beginLogin(request: BrowserSession & { tenant?: string; loginHint?: string }): Promise<string> {
    const { db, vault, clock, entra } = this.#deps;
    const loginTenant = this.#tenantOf(request.tenant);
    const session = await startSession(db, vault, {
      ...request,
      purpose: 'connect',
      loginTenant,
      at: clock.date(),
    });
    try {
      return await entra.authorizationUrl({
        tenant: loginTenant,
        state: session.state,
        nonce: session.nonce,
        codeVerifier: session.codeVerifier,
        scopes: CONNECT_SCOPES,
        ...(request.loginHint === undefined ? {} : { loginHint: request.loginHint }),
      });
    } catch (error) {
      await db.deleteFrom('oauth_session').where('id', '=', session.id).execute();
      throw this.#beginProblem(error, request.tenant !== undefined);
    }
  }

  /** @returns the address at which an administrator allows Calmirror for a whole organisation */
  async adminConsentUrl(request: BrowserSession & { tenant?: string }): Promise<string> {
    const { db, vault, clock, entra } = this.#deps;
    const loginTenant = this.#tenantOf(request.tenant);
    const { state } = await startSession(db, vault, {
      ...request,
      purpose: 'admin_consent',
      loginTenant,
      at: clock.date(),
    });
    return entra.adminConsentUrl({
      tenant: loginTenant,
      state,
      scopes: CONNECT_SCOPES,
    });
  }

  /** Never throws for what Microsoft or a browser sent: everything ends on a page. */
  async handleCallback(request: CallbackRequest): Promise<{ redirectTo: string }> {
    const { logger } = this.#deps;
    const answer = readAnswer(request.query);
    let purpose: ClaimedSession['purpose'] = 'connect';
    try {
      const session = await this.#claim(request, answer.state);
      purpose = session.purpose;
      // Errors first: those of the admin-consent page also carry admin_consent=True.
      if (answer.error !== undefined) {
        const refusal = { error: answer.error, description: answer.description };
        throw new ConnectError(connectErrorOf(refusal), { reason: reasonOf(refusal) });
      }
      if (session.purpose === 'admin_consent') {
        if (!answer.adminConsent)
          throw new ConnectError('temporary', { reason: 'no admin_consent in the answer' });
        await this.#audit(request, { purpose, outcome: 'success' });
        return { redirectTo: this.#page({ admin_consent: 'granted' }) };
      }
      if (answer.code === undefined) throw new ConnectError('temporary', { reason: 'no code in the answer' });
      await connectAccount(this.#deps, session, { ...request, code: answer.code, userId: session.userId });
      return { redirectTo: this.#page({ session: session.id }) };
    } catch (error) {
      const failure = connectErrorFrom(error);
      if (failure.code === 'configuration' || failure.cause !== undefined) {
        logger.warn(
          { err: error, outcome: failure.code, reason: failure.reason },
          'connecting an account failed',
        );
      }
      const denied = failure.code === 'declined' || failure.code === 'foreign_session';
      await this.#audit(request, { purpose, outcome: denied ? 'denied' : 'failure', error: failure });
      return { redirectTo: this.#page({ error: failure.code }) };
    }
  }

  /** undefined: unknown, over, used, or somebody else's. */
  async getSession(sessionId: string, userId: string): Promise<OAuthSession | undefined> {
    const { db, clock } = this.#deps;
    const session = await readChoosingSession(db, { sessionId, userId, at: clock.date() });
    if (session === undefined) return undefined;
    const account = await db
      .selectFrom('microsoft_account')
      .select(['email', 'display_name', 'mailbox_id'])
      .where('id', '=', session.accountId)
      .executeTakeFirst();
    if (account === undefined) return undefined;
    const connected = await db
      .selectFrom('calendar_connection')
      .select('external_calendar_id')
      .where('user_id', '=', userId)
      .where('mailbox_id', '=', account.mailbox_id)
      .where('status', 'not in', ['disconnecting', 'disconnected'])
      .execute();
    const isConnected = new Set(connected.map((row) => row.external_calendar_id));
    return {
      id: session.id,
      account: { email: account.email, displayName: account.display_name },
      calendars: session.calendars.map((calendar) => ({
        ...calendar,
        isConnected: isConnected.has(calendar.id),
      })),
      healed: session.healed,
      expiresAt: session.expiresAt,
    };
  }

  /**
   * Connects the chosen calendars, all or none. First syncs and subscriptions begin in the background.
   * @throws ProblemError session_not_found, calendar_not_in_session, calendars_already_connected
   */
  selectMicrosoftCalendars(
    sessionId: string,
    calendarIds: readonly string[],
    userId: string,
    origin?: Origin,
  ): Promise<SelectedCalendars> {
    return selectCalendars(this.#deps, { sessionId, calendarIds, userId, origin });
  }

  async #claim(request: CallbackRequest, state: string | undefined): Promise<ClaimedSession> {
    const { db, vault, clock } = this.#deps;
    const { userId, browserSessionHash } = request;
    if (state === undefined) {
      throw new ConnectError(userId === undefined ? 'foreign_session' : 'expired', {
        reason: 'no state in the answer',
      });
    }
    return claimSession(db, vault, {
      state,
      browser:
        userId === undefined || browserSessionHash === undefined ? undefined : { userId, browserSessionHash },
      at: clock.date(),
    });
  }

  #audit(
    request: CallbackRequest,
    result: { purpose: ClaimedSession['purpose']; outcome: AuditOutcome; error?: ConnectError },
  ): Promise<void> {
    const { error } = result;
    return recordAudit(this.#deps.db, {
      action: result.purpose === 'connect' ? 'account.connected' : 'account.admin_consent',
      outcome: result.outcome,
      at: this.#deps.clock.date(),
      userId: request.userId ?? null,
      ...(request.origin === undefined ? {} : { origin: request.origin }),
      ...(error === undefined ? {} : { detail: { error: error.code, reason: error.reason ?? null } }),
    });
  }

  #tenantOf(asked: string | undefined): string {
    const { tenant: configured } = this.#deps;
    const tenant = asked ?? configured;
    const message = !isTenantName(tenant)
      ? 'must be common, organizations, consumers, or a tenant’s id or domain'
      : !isWithinTenant(configured, tenant)
        ? 'is not one whose people may connect here: leave it out, or ask the operator (MICROSOFT_TENANT_ID)'
        : undefined;
    if (message === undefined) return tenant;
    throw new ProblemError('validation_failed', `tenant ${message}.`, {
      errors: [{ field: 'tenant', message }],
    });
  }

  #beginProblem(error: unknown, tenantAsked: boolean): Error {
    if (error instanceof EntraUnreachable) {
      return new ProblemError('temporary', 'Microsoft’s sign-in cannot be reached. Try again in a while.', {
        cause: error,
      });
    }
    if (error instanceof EntraRefusal) {
      return tenantAsked
        ? new ProblemError('validation_failed', 'Microsoft knows no such tenant.', {
            errors: [{ field: 'tenant', message: 'is not known to Microsoft' }],
          })
        : new ProblemError('configuration', 'Microsoft does not know the tenant of MICROSOFT_TENANT_ID.', {
            cause: error,
          });
    }
    return error instanceof Error ? error : new Error('Signing in could not begin');
  }

  #page(parameters: Readonly<Record<string, string>>): string {
    const base = this.#deps.frontendUrl;
    const url = new URL('connect', base.endsWith('/') ? base : `${base}/`);
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return url.href;
  }
}
