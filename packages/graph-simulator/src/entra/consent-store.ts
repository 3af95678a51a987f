/**
 * Who has agreed to what, and which browser acts as if signed in. Holds names of
 * scopes only; tokens are the business of token-store.ts.
 */
import type { SimTenant, SimUser } from '../world/types.ts';
import type { Restore, Stateful } from '../world/stateful.ts';
import type { TenantPolicies } from './tenant-policies.ts';

/** A sign-in that the next authorization request completes without a page. */
interface PreparedSignIn {
  readonly user: SimUser;
  /** Grant at most these, as for a person who holds fewer permissions than asked. */
  readonly scopes: ReadonlySet<string> | undefined;
}

export class ConsentStore implements Stateful {
  readonly #byUser = new Map<string, Set<string>>();
  readonly #byTenant = new Map<string, Set<string>>();
  #prepared: PreparedSignIn[] = [];
  readonly #policies: TenantPolicies;

  constructor(policies: TenantPolicies) {
    this.#policies = policies;
  }

  grantToUser(userId: string, scopes: Iterable<string>): void {
    addAll(this.#byUser, userId, scopes);
  }

  /** An administrator agrees for everyone in the tenant. */
  grantToTenant(tenantId: string, scopes: Iterable<string>): void {
    addAll(this.#byTenant, tenantId, scopes);
  }

  /** Takes back what administrators agreed to. */
  revokeTenant(tenantId: string): void {
    this.#byTenant.delete(tenantId);
  }

  /** Takes back what the user agreed to; what an administrator granted stays. */
  revokeUser(userId: string): void {
    this.#byUser.delete(userId);
  }

  isGranted(user: SimUser, scope: string): boolean {
    return (
      this.#byUser.get(user.id)?.has(scope) === true || this.#byTenant.get(user.tenantId)?.has(scope) === true
    );
  }

  /** Whether a user of this tenant has to ask an administrator before using these scopes. */
  needsAdmin(tenant: SimTenant, scopes: Iterable<string>): boolean {
    if (!this.#policies.of(tenant).requiresAdminConsent) return false;
    const granted = this.#byTenant.get(tenant.id);
    return [...scopes].some((scope) => granted?.has(scope) !== true);
  }

  prepareSignIn(user: SimUser, scopes?: Iterable<string>): void {
    this.#prepared.push({ user, scopes: scopes && new Set(scopes) });
  }

  /** The oldest prepared sign-in that fits, used up by this call. */
  takePreparedSignIn(fits: (user: SimUser) => boolean): PreparedSignIn | undefined {
    const index = this.#prepared.findIndex((prepared) => fits(prepared.user));
    return index < 0 ? undefined : this.#prepared.splice(index, 1)[0];
  }

  save(): Restore {
    const restoreUsers = saveSets(this.#byUser);
    const restoreTenants = saveSets(this.#byTenant);
    const prepared = [...this.#prepared];
    return () => {
      restoreUsers();
      restoreTenants();
      this.#prepared = [...prepared];
    };
  }

  clear(): void {
    this.#byUser.clear();
    this.#byTenant.clear();
    this.#prepared = [];
  }
}

function saveSets(map: Map<string, Set<string>>): Restore {
  const kept = Array.from(map, ([key, held]): [string, string[]] => [key, [...held]]);
  return () => {
    map.clear();
    for (const [key, held] of kept) map.set(key, new Set(held));
  };
}

function addAll(map: Map<string, Set<string>>, key: string, scopes: Iterable<string>): void {
  const held = map.get(key) ?? new Set<string>();
  for (const scope of scopes) held.add(scope);
  map.set(key, held);
}
