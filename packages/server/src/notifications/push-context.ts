/** What the steps of tending push are given, and the wish for rounds that many of them end with. */
import { raiseWanted } from '../connections/due.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Db, Tx } from '../models/db.ts';
import type { SyncTrigger } from '../models/sync-trigger.ts';
import type { EndpointFinding } from './check-endpoint.ts';
import type { PushSituation } from './push-situation.ts';
import { ringRounds } from './ring.ts';
import type { Ring } from './ring.ts';
import type { SubscriptionApi } from './subscription-api.ts';

export interface PushContext {
  readonly db: Db;
  readonly clock: Clock;
  readonly ring: Ring;
  readonly api: SubscriptionApi;
  readonly logger: Logger;
  readonly situation: PushSituation;
  /** Asks our own address what Microsoft asks it. */
  readonly checkEndpoint: (notificationUrl: string, signal: AbortSignal) => Promise<EndpointFinding>;
  readonly lifetimeMinutes: number;
  /** [0, 1) */
  readonly random: () => number;
  /** Aborted when the process stops or the mailbox slot is lost. */
  readonly signal: AbortSignal;
}

/** One round of every connection of this mailbox calendar that lives by push. */
export async function wantRounds(
  context: Pick<PushContext, 'clock' | 'ring' | 'situation'>,
  tx: Tx,
  cause: SyncTrigger,
): Promise<void> {
  const ids = context.situation.connections.filter((each) => each.pushWanted).map(({ id }) => id);
  await ringRounds(context.ring, await raiseWanted(tx, ids.sort(), cause, context.clock.date()), tx);
}
