import type { World } from '../world/types.ts';
import type { AppRegistration } from './registration.ts';
import type { SigningKeys } from './signing-key.ts';
import { ConsentStore } from './consent-store.ts';
import { Refusals } from './refusals.ts';
import { TokenStore } from './token-store.ts';

/** Everything the Entra routes share. `world` is the directory of accounts. */
export interface EntraState {
  readonly world: World;
  readonly app: AppRegistration;
  readonly keys: SigningKeys;
  readonly consents: ConsentStore;
  readonly tokens: TokenStore;
  readonly refusals: Refusals;
  /** `jti` of client assertions → until when it matters, ms on the simulator's clock. */
  readonly usedAssertions: Map<string, number>;
}

export function createEntraState(world: World, app: AppRegistration, keys: SigningKeys): EntraState {
  return {
    world,
    app,
    keys,
    consents: new ConsentStore(),
    tokens: new TokenStore(world.clock),
    refusals: new Refusals(world),
    usedAssertions: new Map(),
  };
}

/** Back to a directory in which nobody has signed in and nothing was changed. */
export function resetEntra(state: EntraState): void {
  state.tokens.clear();
  state.consents.clear();
  state.app.reset();
  state.refusals.clear();
  state.usedAssertions.clear();
}
