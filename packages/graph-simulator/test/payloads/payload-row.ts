/** A row of the tables of payloads: how the simulator makes one, or why it does not. */
import type { PayloadWorld } from './payload-world.ts';

interface Produced {
  /** Gives one answer or several that have the shape together. */
  readonly produce: (world: PayloadWorld) => Promise<unknown[]>;
  /** Paths that no answer has, and why. */
  readonly lacks?: Readonly<Record<string, string>>;
}

interface NotProduced {
  readonly reason: string;
}

export type PayloadRows = Readonly<Record<string, Produced | NotProduced>>;
