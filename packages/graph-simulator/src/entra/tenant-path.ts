/**
 * What the `{tenant}` part of an Entra URL stands for, and whose accounts it admits.
 * Source: learn.microsoft.com/entra/identity-platform/v2-protocols-oidc.
 */
import type { SimTenant, SimUser, World } from '../world/types.ts';

export type TenantPath =
  /** `common` takes work and personal accounts, `organizations` work, `consumers` personal ones. */
  | { readonly kind: 'shared'; readonly name: 'common' | 'organizations' | 'consumers' }
  | { readonly kind: 'tenant'; readonly name: string; readonly tenant: SimTenant };

/** Names are compared without regard to case; undefined: no such tenant (AADSTS90002). */
export function resolveTenantPath(world: World, segment: string): TenantPath | undefined {
  const name = segment.toLowerCase();
  if (name === 'common' || name === 'organizations' || name === 'consumers') return { kind: 'shared', name };
  const tenant = world.tenants.find(
    (candidate) =>
      candidate.id.toLowerCase() === name ||
      (candidate.kind === 'work' && candidate.domain.toLowerCase() === name),
  );
  return tenant && { kind: 'tenant', name: tenant.id, tenant };
}

/** Whether accounts of the tenant can sign in under this path. */
export function admitsTenant(path: TenantPath, tenant: SimTenant): boolean {
  if (path.kind === 'tenant') return path.tenant.id === tenant.id;
  if (path.name === 'common') return true;
  return path.name === (tenant.kind === 'personal' ? 'consumers' : 'organizations');
}

/** The directory that holds the account. */
export function tenantOf(world: World, user: SimUser): SimTenant {
  const tenant = world.tenants.find(({ id }) => id === user.tenantId);
  if (tenant === undefined) throw new RangeError('An account without a tenant.');
  return tenant;
}
