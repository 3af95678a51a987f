/**
 * An account that the tenant of the request does not know: of another organization,
 * or of the wrong kind.
 * Source: learn.microsoft.com/entra/identity-platform/reference-error-codes.
 */
import type { SimTenant, SimUser } from '../world/types.ts';
import { EntraError } from './entra-error.ts';
import type { AppRegistration } from './registration.ts';
import type { TenantPath } from './tenant-path.ts';

/** `error` is what the door it is said at calls it. */
export function wrongAccount(
  app: AppRegistration,
  path: TenantPath,
  account: { readonly user: SimUser; readonly tenant: SimTenant },
  error: 'invalid_grant' | 'interaction_required',
): EntraError {
  const { user, tenant } = account;
  if (path.name === 'organizations')
    return new EntraError({
      error,
      code: 500208,
      message: `The domain '${tenant.domain}' is not a valid login domain for the account type.`,
    });
  const provider = tenant.kind === 'personal' ? 'live.com' : `https://sts.windows.net/${tenant.id}/`;
  const name = path.kind === 'tenant' ? path.tenant.displayName : 'Microsoft Services';
  return new EntraError({
    error,
    // The same words stand under two numbers: 16000 where nobody can be asked.
    code: error === 'interaction_required' ? 16000 : 50020,
    message: `User account '${user.userPrincipalName}' from identity provider '${provider}' does not exist in tenant '${name}' and cannot access the application '${app.clientId}'(${app.displayName}) in that tenant. The account needs to be added as an external user in the tenant first. Sign out and sign in again with a different Microsoft Entra user account.`,
  });
}

/** A user name that nobody has here. */
export function unknownAccount(name: string): EntraError {
  return new EntraError({
    error: 'invalid_grant',
    code: 50034,
    message: `The user account '${name}' does not exist in the directory. To sign into this application, the account must be added to the directory.`,
  });
}
