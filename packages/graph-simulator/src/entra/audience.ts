/**
 * Whom the registration lets in (`signInAudience`), checked against the tenant of the
 * URL. Sources: learn.microsoft.com/entra/identity-platform/supported-accounts-validation
 * and reference-error-codes (50194, 9002332, 700016).
 */
import type { SimTenant } from '../world/types.ts';
import { unknownClient } from './client-authentication.ts';
import { EntraError } from './entra-error.ts';
import type { AppRegistration } from './registration.ts';
import { admitsTenant } from './tenant-path.ts';
import type { TenantPath } from './tenant-path.ts';

const invalidRequest = (code: number, message: string): EntraError =>
  new EntraError({ error: 'invalid_request', code, message });

const isHome = (app: AppRegistration, tenant: SimTenant): boolean =>
  [tenant.id, tenant.domain].includes(app.settings.homeTenant.toLowerCase());

/** @throws {EntraError} 9002332, 9002331, 50194 or 700016. */
export function requireAudience(app: AppRegistration, path: TenantPath): void {
  const name = `Application '${app.clientId}'(${app.displayName})`;
  const isPersonalPath = path.kind === 'tenant' ? path.tenant.kind === 'personal' : path.name === 'consumers';
  switch (app.settings.signInAudience) {
    case 'AzureADandPersonalMicrosoftAccount':
      return;
    case 'PersonalMicrosoftAccount':
      if (!isPersonalPath)
        throw invalidRequest(
          9002331,
          `${name} is configured for use by Microsoft Account users only. Please use the /consumers endpoint to serve this request.`,
        );
      return;
    case 'AzureADMultipleOrgs':
    case 'AzureADMyOrg':
      if (isPersonalPath)
        throw invalidRequest(
          9002332,
          `${name} is configured for use by Azure Active Directory users only. Please do not use the /consumers endpoint to serve this request.`,
        );
      if (app.settings.signInAudience === 'AzureADMultipleOrgs') return;
      if (path.kind === 'shared')
        throw invalidRequest(
          50194,
          `${name} is not configured as a multi-tenant application. Usage of the /${path.name} endpoint is not supported for such applications. Use a tenant-specific endpoint or configure the application to be multi-tenant.`,
        );
      if (!isHome(app, path.tenant)) throw unknownClient(app.clientId);
  }
}

/** Whether accounts of the tenant can use the app under this path. */
export function admitsAccounts(app: AppRegistration, path: TenantPath, tenant: SimTenant): boolean {
  if (!admitsTenant(path, tenant)) return false;
  const { signInAudience } = app.settings;
  if (signInAudience === 'AzureADandPersonalMicrosoftAccount') return true;
  return tenant.kind === (signInAudience === 'PersonalMicrosoftAccount' ? 'personal' : 'work');
}
