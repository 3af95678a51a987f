/** What the operations on Entra ID do. */
import { AADSTS } from '../entra/aadsts.ts';
import type { EntraState } from '../entra/entra-state.ts';
import { InputError } from '../http/check-input.ts';
import { ENTRA_OPERATIONS } from './entra-operations.ts';
import { take } from './take.ts';

const DONE = { ok: true } as const;

export function createEntraHandlers(entra: EntraState) {
  return {
    setApp: take(ENTRA_OPERATIONS.setApp, ({ secretExpiresAt, ...changes }) => {
      if (changes.homeTenant !== undefined) requireTenant(entra, 'homeTenant', changes.homeTenant);
      entra.app.change({
        ...changes,
        secretExpiresAt:
          typeof secretExpiresAt === 'string' ? requireInstant(secretExpiresAt) : secretExpiresAt,
      });
      return DONE;
    }),
    setTenant: take(ENTRA_OPERATIONS.setTenant, ({ tenant: name, adminConsent, ...changes }) => {
      const tenant = requireTenant(entra, 'tenant', name);
      entra.policies.change(tenant, changes);
      if (adminConsent === false) entra.consents.revokeTenant(tenant.id);
      else if (adminConsent !== undefined) entra.consents.grantToTenant(tenant.id, adminConsent);
      return DONE;
    }),
    password: take(ENTRA_OPERATIONS.password, ({ user, event }) => {
      const { id } = requireUser(entra, user);
      // refresh-tokens#revocation, the column of confidential clients.
      if (event === 'admin-reset') entra.tokens.revokeUser(id);
      return DONE;
    }),
    refuse: take(ENTRA_OPERATIONS.refuse, ({ code, user, times }) => {
      if (!AADSTS.has(code))
        throw new InputError(`code must be one of ${[...AADSTS.keys()].join(', ')}, not ${code}.`);
      const userId = user === undefined ? undefined : requireUser(entra, user).id;
      entra.refusals.add({ code, userId, times, lastGrant: entra.tokens.lastGrant });
      return { refusals: entra.refusals.list() };
    }),
    refusals: take(ENTRA_OPERATIONS.refusals, () => ({ refusals: entra.refusals.list() })),
    clearRefusals: take(ENTRA_OPERATIONS.clearRefusals, () => {
      entra.refusals.clear();
      return DONE;
    }),
  };
}

function requireUser(entra: EntraState, name: string) {
  const user = entra.world.findUser(name);
  if (user !== undefined) return user;
  throw new InputError(`user '${name}' is nobody here; GET /_sim/accounts lists everybody.`);
}

function requireTenant(entra: EntraState, field: string, name: string) {
  const tenant = entra.world.tenants.find(({ id, domain }) => id === name || domain === name);
  if (tenant !== undefined) return tenant;
  throw new InputError(`${field} '${name}' is no tenant here; GET /_sim/accounts names them.`);
}

function requireInstant(text: string): number {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    throw new InputError(`secretExpiresAt must be an RFC 3339 time with an offset, not '${text}'.`);
  }
}
