/** What a worker holds in memory while it works on a round; everything in it can be rebuilt from rows. */
import { parseEvent } from '@calmirror/graph-client/wire';
import type { GraphEvent } from '@calmirror/graph-client/wire';

import type { LeasedConnection } from '../connections/connection-lease.ts';
import type { KnownEvent } from '../mirror/event-row.ts';
import type { SyncTrigger } from '../models/sync-trigger.ts';
import type { Clock } from '../platform/clock.ts';
import type { DataKey } from '../vault/data-key.ts';
import { ExpectedEvents } from './expected-events.ts';
import type { MasterTimes } from './map-event.ts';
import type { Round } from './round-store.ts';
import { SeriesAhead } from './series-ahead.ts';

type LinkColumn = 'next_link' | 'delta_link';

export interface RoundContext {
  readonly connection: LeasedConnection;
  readonly round: Round;
  readonly cause: SyncTrigger;
  readonly notifiedAt: Date | null;
  /** Nothing was ever mirrored: the change log gets one row, not one for each event. */
  readonly firstBaseline: boolean;
  /** Ids of events kept aside; those that come again well are cleared. */
  readonly issues: Set<string>;
  /** Masters that stubs wait for. */
  readonly awaited: Set<string>;
  /** Series that already have their row in the change log. */
  readonly announced: Set<string>;
  /** Rows of masters as the mirror has them; one that is written is forgotten here. */
  readonly masters: Map<string, KnownEvent>;
  /** Masters that came while nothing else was mirrored: they need no look-up. */
  readonly newMasters: Map<string, MasterTimes>;
  /** What a baseline must find again, as far as that was loaded. */
  readonly expected: ExpectedEvents;
  readonly seriesAhead: SeriesAhead;
  /** Read as a view: masters that need not be fetched, as far as this worker knows. */
  readonly unchangedMasters: Set<string>;
  readonly dataKey: DataKey;
  readonly clock: Clock;
  sealLink(column: LinkColumn, link: string): string;
  openLink(column: LinkColumn, sealed: string): string;
  /** A sealed deltaLink of the round becomes the sealed sync_token of its connection. */
  sealToken(sealedDeltaLink: string): string;
  openToken(sealed: string): string;
  /** A stub kept as JSON, parsed again where it leaves its row. */
  parseStub(stub: unknown): GraphEvent;
}

export function roundContext(parts: {
  connection: LeasedConnection;
  round: Round;
  cause: SyncTrigger;
  awaited: readonly string[];
  announced: readonly string[];
  issues: readonly string[];
  dataKey: DataKey;
  clock: Clock;
}): RoundContext {
  const { connection, dataKey } = parts;
  const linkPlace = (column: LinkColumn) => ({ table: 'sync_round', row: connection.id, column });
  const tokenPlace = { table: 'calendar_connection', row: connection.id, column: 'sync_token' };
  const openLink = (column: LinkColumn, sealed: string): string => dataKey.open(linkPlace(column), sealed);
  return {
    ...parts,
    notifiedAt: connection.lastNotificationAt,
    firstBaseline: connection.lastFullCheckAt === null,
    awaited: new Set(parts.awaited),
    announced: new Set(parts.announced),
    issues: new Set(parts.issues),
    masters: new Map(),
    newMasters: new Map(),
    expected: new ExpectedEvents(),
    seriesAhead: new SeriesAhead(),
    unchangedMasters: new Set(),
    sealLink: (column, link) => dataKey.seal(linkPlace(column), link),
    openLink,
    sealToken: (sealed) => dataKey.seal(tokenPlace, openLink('delta_link', sealed)),
    openToken: (sealed) => dataKey.open(tokenPlace, sealed),
    parseStub: parseEvent,
  };
}
