/**
 * `/{tenant}/v2.0/adminconsent`: an administrator agrees for a whole tenant. Both
 * answers carry admin_consent=True; an error says so in `error`.
 * Source: learn.microsoft.com/entra/identity-platform/v2-admin-consent.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readFields } from '../http/fields.ts';
import type { Fields } from '../http/fields.ts';
import { escapeHtml, sendHtmlPage } from '../http/html-page.ts';
import { requestOrigin } from '../http/request-origin.ts';
import type { SimTenant } from '../world/types.ts';
import { MICROSOFT, permissionList, problemNote } from './authorize-page.ts';
import { requireClientTarget } from './authorize-request.ts';
import { declinedConsent, sendErrorToClient } from './authorize-routes.ts';
import { missingParameter } from './client-authentication.ts';
import { formTargets, sendToClient } from './client-target.ts';
import type { ClientTarget } from './client-target.ts';
import { EntraError } from './entra-error.ts';
import type { EntraState } from './entra-state.ts';
import { requireScopes } from './require-scopes.ts';
import { requireTenantPath } from './require-tenant-path.ts';
import type { RequestedScopes } from './scopes.ts';

interface AdminConsentRoute {
  Params: { tenant: string };
}

interface AdminConsentVisit {
  readonly target: ClientTarget;
  readonly scopes: RequestedScopes;
  /** The tenants whose administrator may answer. */
  readonly tenants: readonly SimTenant[];
}

const ADMIN_CONSENT = '/:tenant/v2.0/adminconsent';

export function registerAdminConsentRoutes(app: FastifyInstance, state: EntraState): void {
  app.get<AdminConsentRoute>(ADMIN_CONSENT, (request, reply) =>
    sendConsentPage(state, reply, readVisit(state, request)),
  );
  app.post<AdminConsentRoute>(ADMIN_CONSENT, (request, reply) =>
    answerConsent(state, request, reply, readVisit(state, request)),
  );
}

/** @throws {EntraError} everything here is shown on a page. */
function readVisit(state: EntraState, request: FastifyRequest<AdminConsentRoute>): AdminConsentVisit {
  const path = requireTenantPath(state.world, request.params.tenant);
  const query = readFields(request.query);
  if (path.kind === 'tenant' ? path.tenant.kind === 'personal' : path.name !== 'organizations')
    throw new EntraError({
      error: 'invalid_request',
      code: 900023,
      message: `Specified tenant identifier '${path.name}' is neither a valid DNS name, nor a valid external domain. Administrators consent at 'organizations' or at their tenant.`,
    });
  const scope = query.get('scope');
  if (scope === undefined || scope.trim() === '') throw missingParameter('scope');
  return {
    target: { ...requireClientTarget(state.app, query), responseMode: 'query' },
    scopes: requireScopes(scope, requestOrigin(request)),
    tenants:
      path.kind === 'tenant' ? [path.tenant] : state.world.tenants.filter(({ kind }) => kind === 'work'),
  };
}

function sendConsentPage(
  state: EntraState,
  reply: FastifyReply,
  visit: AdminConsentVisit,
  problem?: string,
): FastifyReply {
  const single = visit.tenants.length === 1;
  const choices = visit.tenants.map(
    (tenant) => `<label class="account">
<input type="radio" name="tenant" value="${escapeHtml(tenant.id)}" required${single ? ' checked' : ''}>
<span class="avatar" aria-hidden="true">${escapeHtml(tenant.displayName.charAt(0))}</span>
<span>Administrator of ${escapeHtml(tenant.displayName)} <span>${escapeHtml(tenant.domain)}</span></span>
</label>`,
  );
  return sendHtmlPage(reply, problem === undefined ? 200 : 400, {
    title: 'Permissions requested: review for your organization',
    standsFor: MICROSOFT,
    formTargets: formTargets(visit.target),
    body: `<h1>Review for your organization</h1>
<p class="note">to let everyone in it use ${escapeHtml(state.app.displayName)}</p>
${problemNote(problem)}
<form method="post">
<fieldset>
<legend>Sign in as</legend>
${choices.join('\n')}
</fieldset>
<section aria-labelledby="permissions">
<h2 id="permissions">${escapeHtml(state.app.displayName)} asks, for everyone in the organization, for permission to</h2>
${permissionList(visit.scopes.keys())}
</section>
<div class="buttons">
<button class="main" name="decision" value="accept">Accept</button>
<button name="decision" value="decline" formnovalidate>Cancel</button>
</div>
</form>
<p class="foot">Demo administrators, without passwords.</p>`,
  });
}

function answerConsent(
  state: EntraState,
  request: FastifyRequest,
  reply: FastifyReply,
  visit: AdminConsentVisit,
): FastifyReply {
  const form: Fields = readFields(request.body);
  const decision = form.get('decision');
  const tenant = visit.tenants.find((candidate) => candidate.id === form.get('tenant'));
  if (decision === 'decline')
    return sendErrorToClient(state, request, reply, visit.target, declinedByAdmin(state), {
      admin_consent: 'True',
      ...(tenant === undefined ? {} : { tenant: tenant.id }),
    });
  if (decision !== 'accept' || tenant === undefined)
    return sendConsentPage(state, reply, visit, 'Pick an organization, then Accept or Cancel.');
  state.consents.grantToTenant(tenant.id, visit.scopes.keys());
  return sendToClient(request, reply, visit.target, {
    admin_consent: 'True',
    tenant: tenant.id,
    scope: [...visit.scopes.values()].join(' '),
  });
}

function declinedByAdmin(state: EntraState): EntraError {
  if (state.world.switches.current.adminConsentDeclined === 'access_denied') return declinedConsent(state);
  return new EntraError({
    error: 'consent_required',
    code: 65004,
    message: 'The resource owner or authorization server denied the request.',
  });
}
