/** What the administrators of a tenant have decided, beside what the demo world begins with. */
import { saveMap } from '../world/stateful.ts';
import type { Restore, Stateful } from '../world/stateful.ts';
import type { SimTenant } from '../world/types.ts';

export interface TenantPolicy {
  /** Users cannot consent for themselves. */
  readonly requiresAdminConsent: boolean;
  /** Users can send their administrator a request from the page (AADSTS90095). */
  readonly adminConsentWorkflow: boolean;
  /** Hours after which a person has to sign in again (AADSTS70043); null: never. */
  readonly signInFrequencyHours: number | null;
}

/** Left out: stays as it is. */
export interface TenantPolicyChanges {
  readonly requiresAdminConsent?: boolean | undefined;
  readonly adminConsentWorkflow?: boolean | undefined;
  readonly signInFrequencyHours?: number | null | undefined;
}

export class TenantPolicies implements Stateful {
  readonly #changed = new Map<string, TenantPolicy>();

  of(tenant: SimTenant): TenantPolicy {
    return (
      this.#changed.get(tenant.id) ?? {
        requiresAdminConsent: tenant.requiresAdminConsent,
        adminConsentWorkflow: false,
        signInFrequencyHours: null,
      }
    );
  }

  change(tenant: SimTenant, changes: TenantPolicyChanges): void {
    const now = this.of(tenant);
    const { signInFrequencyHours } = changes;
    this.#changed.set(tenant.id, {
      requiresAdminConsent: changes.requiresAdminConsent ?? now.requiresAdminConsent,
      adminConsentWorkflow: changes.adminConsentWorkflow ?? now.adminConsentWorkflow,
      signInFrequencyHours:
        signInFrequencyHours === undefined ? now.signInFrequencyHours : signInFrequencyHours,
    });
  }

  save(): Restore {
    return saveMap(this.#changed);
  }

  clear(): void {
    this.#changed.clear();
  }
}
