import type { SimTenant, World } from '../world/types.ts';

/** What the `{tenant}` part of an Entra URL stands for. */
export type TenantPath =
  | { readonly kind: 'any-work'; readonly name: 'common' | 'organizations' }
  | { readonly kind: 'consumers'; readonly name: 'consumers' }
  | { readonly kind: 'tenant'; readonly name: string; readonly tenant: SimTenant };

/** Names are compared without regard to case; undefined: no such tenant (AADSTS90002). */
export function resolveTenantPath(world: World, segment: string): TenantPath | undefined {
  const name = segment.toLowerCase();
  if (name === 'common' || name === 'organizations') return { kind: 'any-work', name };
  if (name === 'consumers') return { kind: 'consumers', name };
  const tenant = world.tenants.find(
    (candidate) => candidate.id.toLowerCase() === name || candidate.domain.toLowerCase() === name,
  );
  return tenant && { kind: 'tenant', name: tenant.id, tenant };
}

/** Whether accounts of the tenant can sign in under this path. */
export function admitsTenant(path: TenantPath, tenantId: string): boolean {
  if (path.kind === 'any-work') return true;
  return path.kind === 'tenant' && path.tenant.id === tenantId;
}
