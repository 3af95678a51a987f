import { saveAll, saveMap } from '../world/stateful.ts';
import type { Restore } from '../world/stateful.ts';
import type { World } from '../world/types.ts';
import type { AppRegistration } from './registration.ts';
import type { SigningKeys } from './signing-key.ts';
import { ConsentStore } from './consent-store.ts';
import { Refusals } from './refusals.ts';
import { TenantPolicies } from './tenant-policies.ts';
import { TokenStore } from './token-store.ts';

/** Everything the Entra routes share. `world` is the directory of accounts. */
export interface EntraState {
  readonly world: World;
  readonly app: AppRegistration;
  readonly keys: SigningKeys;
  readonly policies: TenantPolicies;
  readonly consents: ConsentStore;
  readonly tokens: TokenStore;
  readonly refusals: Refusals;
  /** `jti` of client assertions → until when it matters, ms on the simulator's clock. */
  readonly usedAssertions: Map<string, number>;
}

export function createEntraState(world: World, app: AppRegistration, keys: SigningKeys): EntraState {
  const policies = new TenantPolicies();
  return {
    world,
    app,
    keys,
    policies,
    consents: new ConsentStore(policies),
    tokens: new TokenStore(world.clock, world.chance),
    refusals: new Refusals(world),
    usedAssertions: new Map(),
  };
}

/** Everything but the signing keys, which no snapshot changes. */
export function saveEntra(state: EntraState): Restore {
  const restore = saveAll([state.app, state.policies, state.consents, state.tokens, state.refusals]);
  const restoreAssertions = saveMap(state.usedAssertions);
  return () => {
    restore();
    restoreAssertions();
  };
}

/** Back to a directory in which nobody has signed in and nothing was changed. */
export function resetEntra(state: EntraState): void {
  state.tokens.clear();
  state.consents.clear();
  state.policies.clear();
  state.app.reset();
  state.refusals.clear();
  state.usedAssertions.clear();
}
