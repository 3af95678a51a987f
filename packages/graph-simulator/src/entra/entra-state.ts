import type { World } from '../world/types.ts';
import type { AppRegistration } from './registration.ts';
import type { SigningKeys } from './signing-key.ts';
import { ConsentStore } from './consent-store.ts';
import { TokenStore } from './token-store.ts';

/** Everything the Entra routes share. `world` is the directory of accounts. */
export interface EntraState {
  readonly world: World;
  readonly app: AppRegistration;
  readonly keys: SigningKeys;
  readonly consents: ConsentStore;
  readonly tokens: TokenStore;
}

export function createEntraState(world: World, app: AppRegistration, keys: SigningKeys): EntraState {
  return { world, app, keys, consents: new ConsentStore(), tokens: new TokenStore(world.clock) };
}
