/**
 * Occurrences of a page beside their masters: mapped where the master is known by now, waiting where it is not.
 * No database; what is known has been looked up.
 */
import type { GraphEvent } from '@calmirror/graph-client/wire';

import type { EventRow, KnownEvent } from '../mirror/event-row.ts';
import type { PendingStub } from '../mirror/pending-stubs.ts';
import type { Known } from './known-events.ts';
import { isOutgrown, mapOccurrence, mapperVersion } from './map-event.ts';
import type { MapContext, MasterTimes } from './map-event.ts';
import { issueOf } from './map-page.ts';
import type { PageContent, RawIssue } from './map-page.ts';
import type { RoundContext } from './round-context.ts';

export interface PlacedOccurrences {
  readonly rows: readonly EventRow[];
  readonly waiting: readonly PendingStub[];
  readonly issues: readonly RawIssue[];
}

/** What is known of masters, besides their rows. */
export interface MastersBeside {
  readonly known: Known;
  /** The page itself brought them. */
  readonly came: ReadonlyMap<string, MasterTimes>;
  /** Came before it. */
  earlier(masterId: string): MasterTimes | undefined;
  /** Stubs that had waited for what came. */
  readonly waited: readonly { stub: GraphEvent; master: MasterTimes }[];
}

export function placeOccurrences(
  context: RoundContext,
  map: MapContext,
  occurrences: PageContent['occurrences'],
  masters: MastersBeside,
): PlacedOccurrences {
  const rows: EventRow[] = [];
  const waiting: PendingStub[] = [];
  const issues: RawIssue[] = [];
  const mapStub = (stub: GraphEvent, master: MasterTimes): void => {
    try {
      rows.push(mapOccurrence(stub, master, map));
    } catch (error) {
      issues.push(issueOf(stub, error));
    }
  };

  for (const { stub, master } of masters.waited) mapStub(stub, master);
  for (const [seriesMasterId, stubs] of occurrences) {
    const onPage = masters.came.get(seriesMasterId);
    const master =
      onPage ?? knownMaster(context, masters.known, seriesMasterId, stubs) ?? masters.earlier(seriesMasterId);
    for (const stub of stubs) {
      if (master !== undefined && (onPage !== undefined || !isOutgrown(master, stub))) mapStub(stub, master);
      else waiting.push({ externalId: stub.id, seriesMasterId, stub: shortened(stub) });
    }
  }
  return { rows, waiting, issues };
}

/** The row of a master that is on no page yet, or came unchanged; of a view it is also noted whether it must be fetched. */
function knownMaster(
  context: RoundContext,
  known: Known,
  id: string,
  occurrences: readonly GraphEvent[],
): KnownEvent | undefined {
  const master = known.get(id);
  if (master?.type !== 'seriesMaster') return undefined;
  if (isAsKnown(master, occurrences)) context.unchangedMasters.add(id);
  else context.unchangedMasters.delete(id);
  return master;
}

/** In a view, occurrences are whole and carry the changeKey of their series. */
function isAsKnown(master: KnownEvent, occurrences: readonly GraphEvent[] = []): boolean {
  return (
    master.mapperVersion === mapperVersion &&
    master.changeKey !== null &&
    occurrences.every((occurrence) => occurrence.changeKey === master.changeKey)
  );
}

/** Only what is read again, whatever else Graph sent. */
function shortened({ id, type, seriesMasterId, start, end }: GraphEvent): unknown {
  return { id, type, seriesMasterId, start, end };
}
