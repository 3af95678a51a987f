import type { World } from '../world/types.ts';
import { EntraError } from './entra-error.ts';
import { resolveTenantPath } from './tenant-path.ts';
import type { TenantPath } from './tenant-path.ts';

/** @throws {EntraError} AADSTS90002 when no tenant goes by that name. */
export function requireTenantPath(world: World, segment: string): TenantPath {
  const path = resolveTenantPath(world, segment);
  if (path !== undefined) return path;
  throw new EntraError({
    error: 'invalid_tenant',
    code: 90002,
    message: `Tenant '${segment}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
  });
}
