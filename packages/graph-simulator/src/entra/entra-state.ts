import type { World } from '../world/types.ts';
import type { AppRegistration } from './registration.ts';
import type { SigningKey } from './signing-key.ts';
import { ConsentStore } from './consent-store.ts';
import { TokenStore } from './token-store.ts';

/** Everything the Entra routes share. `world` is the directory of accounts. */
export interface EntraState {
  readonly world: World;
  readonly app: AppRegistration;
  readonly key: SigningKey;
  readonly consents: ConsentStore;
  readonly tokens: TokenStore;
}

export function createEntraState(world: World, app: AppRegistration, key: SigningKey): EntraState {
  return { world, app, key, consents: new ConsentStore(), tokens: new TokenStore(world.clock) };
}
