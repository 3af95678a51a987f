/**
 * `/{tenant}/oauth2/v2.0/authorize`: the page, what a person answers on it, and the
 * way around it for a prepared sign-in. Ends with a code or an error at the client.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readFields } from '../http/fields.ts';
import { sendHtmlPage } from '../http/html-page.ts';
import { requestOrigin } from '../http/request-origin.ts';
import type { SimUser } from '../world/types.ts';
import { admitsAccounts, requireAudience } from './audience.ts';
import { adminApprovalPage, signInPage } from './authorize-page.ts';
import type { SignInAccount } from './authorize-page.ts';
import { parseAuthorizeRequest } from './authorize-request.ts';
import type { AuthorizeRequest } from './authorize-request.ts';
import { formTargets, sendToClient } from './client-target.ts';
import type { ClientTarget } from './client-target.ts';
import { EntraError, entraErrorBody } from './entra-error.ts';
import type { EntraState } from './entra-state.ts';
import { requireTenantPath } from './require-tenant-path.ts';
import { graphScopes } from './scopes.ts';
import type { RequestedScopes } from './scopes.ts';
import { tenantOf } from './tenant-path.ts';
import type { TenantPath } from './tenant-path.ts';
import { unknownAccount, wrongAccount } from './wrong-account.ts';

interface AuthorizeRoute {
  Params: { tenant: string };
}

interface Visit {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly path: TenantPath;
  readonly asked: AuthorizeRequest;
}

const AUTHORIZE = '/:tenant/oauth2/v2.0/authorize';

export function registerAuthorizeRoutes(app: FastifyInstance, state: EntraState): void {
  const open = (
    request: FastifyRequest<AuthorizeRoute>,
    reply: FastifyReply,
    proceed: (visit: Visit) => FastifyReply,
  ): FastifyReply => {
    const path = requireTenantPath(state.world, request.params.tenant);
    requireAudience(state.app, path);
    const refusal = state.refusals.atSignIn('app');
    if (refusal !== undefined) throw refusal.error;
    const parsed = parseAuthorizeRequest(state.app, readFields(request.query), requestOrigin(request));
    if (!parsed.ok) return sendErrorToClient(state, request, reply, parsed.target, parsed.error);
    return proceed({ request, reply, path, asked: parsed.request });
  };

  app.get<AuthorizeRoute>(AUTHORIZE, (request, reply) =>
    open(request, reply, (visit) => showSignIn(state, visit)),
  );
  app.post<AuthorizeRoute>(AUTHORIZE, (request, reply) =>
    open(request, reply, (visit) => answerSignIn(state, visit)),
  );
}

function showSignIn(state: EntraState, visit: Visit): FastifyReply {
  const { asked, path } = visit;
  const hint = asked.loginHint;
  const hinted = hint === undefined ? undefined : state.world.findUser(hint);
  const prepared = state.consents.takePreparedSignIn(
    (user) => isAdmitted(state, path, user) && (hinted === undefined || hinted.id === user.id),
  );
  if (prepared !== undefined) return completeSignIn(state, visit, prepared.user, prepared.scopes);
  if (asked.prompt === 'none')
    return sendErrorToClient(
      state,
      visit.request,
      visit.reply,
      asked.target,
      hinted === undefined || isAdmitted(state, path, hinted)
        ? new EntraError({
            error: 'login_required',
            code: 50058,
            message: 'A silent sign-in request was sent but no user is signed in.',
          })
        : refusedAccount(state, path, hinted, 'interaction_required'),
    );
  return sendSignInPage(state, visit);
}

function sendSignInPage(state: EntraState, visit: Visit, problem?: string): FastifyReply {
  const { asked, path } = visit;
  return sendHtmlPage(
    visit.reply,
    problem === undefined ? 200 : 400,
    signInPage({
      appName: state.app.displayName,
      scopes: asked.scopes.keys(),
      accounts: state.world.users
        .filter((user) => isAdmitted(state, path, user))
        .map((user) => describeAccount(state, user, graphScopes(asked.scopes.keys()))),
      loginHint: asked.loginHint,
      formTargets: formTargets(asked.target),
      ...(problem === undefined ? {} : { problem }),
    }),
  );
}

function describeAccount(state: EntraState, user: SimUser, scopes: readonly string[]): SignInAccount {
  const tenant = tenantOf(state.world, user);
  const needsAdmin = state.consents.needsAdmin(tenant, scopes);
  const hint = needsAdmin ? `An administrator of ${tenant.displayName} must agree first` : '';
  return { user, tenantName: tenant.displayName, hint };
}

const isAdmitted = (state: EntraState, path: TenantPath, user: SimUser): boolean =>
  admitsAccounts(state.app, path, tenantOf(state.world, user));

const refusedAccount = (
  state: EntraState,
  path: TenantPath,
  user: SimUser,
  error: 'invalid_grant' | 'interaction_required',
): EntraError => wrongAccount(state.app, path, { user, tenant: tenantOf(state.world, user) }, error);

function answerSignIn(state: EntraState, visit: Visit): FastifyReply {
  const { request, reply, asked } = visit;
  const form = readFields(request.body);
  const decision = form.get('decision');
  if (decision === 'decline')
    return sendErrorToClient(state, request, reply, asked.target, declinedConsent(state));
  const leaving = state.world.findUser(form.get('account') ?? '');
  if (decision === 'request' && leaving !== undefined)
    return sendApprovalPage(state, visit, leaving, asked.scopes, true);
  if (decision === 'return')
    return sendErrorToClient(state, request, reply, asked.target, adminConsentMissing(state, leaving));
  if (decision !== 'accept') return sendSignInPage(state, visit, 'Choose Accept or Decline.');
  const name = form.get('other_account')?.trim();
  const account = name === undefined || name === '' ? form.get('account') : name;
  if (account === undefined || account === '') return sendSignInPage(state, visit, 'Pick an account.');
  const found = findAccount(state, visit.path, account);
  return found instanceof EntraError
    ? sendSignInPage(state, visit, `AADSTS${found.code}: ${found.message}`)
    : completeSignIn(state, visit, found, undefined);
}

function findAccount(state: EntraState, path: TenantPath, name: string): SimUser | EntraError {
  const user = state.world.findUser(name);
  if (user === undefined) return unknownAccount(name);
  return isAdmitted(state, path, user) ? user : refusedAccount(state, path, user, 'invalid_grant');
}

/** The person is known and agrees, as far as the directory lets them. */
function completeSignIn(
  state: EntraState,
  visit: Visit,
  user: SimUser,
  atMost: ReadonlySet<string> | undefined,
): FastifyReply {
  const { request, reply, asked, path } = visit;
  const refusal = state.refusals.atSignIn({ user, silent: asked.prompt === 'none' });
  if (refusal?.shown === 'page') throw refusal.error;
  if (refusal !== undefined) return sendErrorToClient(state, request, reply, asked.target, refusal.error);
  const tenant = tenantOf(state.world, user);
  const scopes = new Map([...asked.scopes].filter(([scope]) => atMost === undefined || atMost.has(scope)));
  if (state.consents.needsAdmin(tenant, graphScopes(scopes.keys())))
    return sendApprovalPage(state, visit, user, scopes, false);
  state.consents.grantToUser(user.id, scopes.keys());
  const code = state.tokens.issueCode({
    grant: state.tokens.grantFor(user.id, state.app.clientId, scopes),
    redirectUri: asked.target.redirectUri,
    tenantPath: path.name,
    nonce: asked.nonce,
    challenge: asked.challenge,
  });
  return sendToClient(request, reply, asked.target, { code });
}

function sendApprovalPage(
  state: EntraState,
  visit: Visit,
  user: SimUser,
  scopes: RequestedScopes,
  isSent: boolean,
): FastifyReply {
  const tenant = tenantOf(state.world, user);
  const hasWorkflow = state.policies.of(tenant).adminConsentWorkflow;
  return sendHtmlPage(
    visit.reply,
    200,
    adminApprovalPage({
      appName: state.app.displayName,
      scopes: graphScopes(scopes.keys()),
      user,
      tenantName: tenant.displayName,
      workflow: hasWorkflow ? (isSent ? 'sent' : 'offered') : 'none',
      formTargets: formTargets(visit.asked.target),
    }),
  );
}

/** 90095 where the person was told to send a request, 90094 where they cannot. */
function adminConsentMissing(state: EntraState, user: SimUser | undefined): EntraError {
  const hasWorkflow =
    user !== undefined && state.policies.of(tenantOf(state.world, user)).adminConsentWorkflow;
  return new EntraError({
    error: 'access_denied',
    code: hasWorkflow ? 90095 : 90094,
    message: hasWorkflow
      ? 'Admin consent is required. Request approval of an administrator of your organization for the application.'
      : 'The grant requires admin permission. Ask an administrator of your organization to consent to the application.',
  });
}

/** AADSTS65004, also of the admin consent page. */
export function declinedConsent(state: EntraState): EntraError {
  return new EntraError({
    error: 'access_denied',
    code: 65004,
    message: `User declined to consent to access the app '${state.app.displayName}'.`,
  });
}

/** The error as parameters of the redirect. */
export function sendErrorToClient(
  state: EntraState,
  request: FastifyRequest,
  reply: FastifyReply,
  target: ClientTarget,
  error: EntraError,
  more: Readonly<Record<string, string>> = {},
): FastifyReply {
  const body = entraErrorBody(error, {
    at: state.world.clock.now(),
    chance: state.world.chance,
    origin: requestOrigin(request),
  });
  return sendToClient(request, reply, target, {
    ...more,
    error: body.error,
    ...(error.code === 65004 ? { error_subcode: 'cancel' } : {}),
    error_description: body.error_description,
    error_uri: body.error_uri,
  });
}
