/**
 * Compares what a page brought with what the mirror holds. Pure: no clock, no database, no Graph.
 * Invariant: planning an already applied page yields no writes and no changes (S3).
 */
import type { GraphEvent } from '@calmirror/graph-client/wire';

import type { ChangeDraft } from '../mirror/change-log.ts';
import { summaryOfKnown, summaryOfRow } from '../mirror/event-row.ts';
import type { EventRow, KnownEvent } from '../mirror/event-row.ts';
import { fingerprintOf, isSameEvent } from '../mirror/fingerprint.ts';
import { fingerprintOfEvent } from './fingerprint-sent.ts';

export interface PagePlan {
  readonly writes: readonly EventRow[];
  /** rowNumber of an inserted row is not known yet: eventRow stays null until applied. */
  readonly changes: readonly ChangeDraft[];
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Masters whose all-day flag or zone may differ from that of their stored occurrences. */
  readonly realigned: readonly string[];
}

export interface PlanContext {
  /** A first baseline writes one change row at its end, none for each event. */
  readonly logChanges: boolean;
  /** Series that already got a row in this round: their occurrences need none. */
  readonly announced: Set<string>;
}

export function planPage(
  rows: readonly EventRow[],
  known: ReadonlyMap<string, KnownEvent>,
  context: PlanContext,
): PagePlan {
  const writes: EventRow[] = [];
  const changes: ChangeDraft[] = [];
  const realigned: string[] = [];
  const changedSeries = new Map<string, KnownEvent | undefined>();
  let created = 0;
  let updated = 0;

  // Masters first: an edited master speaks for its occurrences in the change log.
  for (const row of masterFirst(rows)) {
    const before = known.get(row.external_id);
    if (before !== undefined && isUnchanged(row, before)) continue;
    writes.push(row);
    if (before === undefined) created += 1;
    else updated += 1;
    if (row.type === 'seriesMaster' && before !== undefined) {
      if (before.isAllDay !== row.is_all_day || before.timeZone !== row.time_zone)
        realigned.push(row.external_id);
    }
    if (!context.logChanges || isSilent(row, before)) continue;
    if (row.type === 'occurrence' && row.series_master_id !== null) {
      changedSeries.set(row.series_master_id, known.get(row.series_master_id));
      continue;
    }
    if (row.type === 'seriesMaster') context.announced.add(row.external_id);
    changes.push(changeOf(row, before, known.get(row.series_master_id ?? '')));
  }

  for (const [seriesMasterId, master] of changedSeries) {
    if (context.announced.has(seriesMasterId)) continue;
    context.announced.add(seriesMasterId);
    const summary = master === undefined ? null : summaryOfKnown(master);
    changes.push({
      kind: 'series.updated',
      externalId: seriesMasterId,
      eventRow: master?.rowNumber ?? null,
      before: summary,
      after: summary,
    });
  }
  return { writes, changes, created, updated, unchanged: rows.length - created - updated, realigned };
}

function masterFirst(rows: readonly EventRow[]): EventRow[] {
  const masters = rows.filter((row) => row.type === 'seriesMaster');
  return masters.length === 0
    ? [...rows]
    : [...masters, ...rows.filter((row) => row.type !== 'seriesMaster')];
}

/** Nothing that planning compares is different. */
export function isUnchanged(row: EventRow, known: KnownEvent): boolean {
  return isSame(fingerprintOf(row), known);
}

/**
 * What mapping would only confirm: Graph sends the event as it is known.
 * @param windowStart as `printedTime`
 */
export function isSentUnchanged(event: GraphEvent, known: KnownEvent, windowStart: string): boolean {
  return isSame(fingerprintOfEvent(event, windowStart), known);
}

function isSame(fingerprint: string | null, known: KnownEvent): boolean {
  return fingerprint !== null && fingerprint === known.fingerprint;
}

/** Rewritten for our own reasons (a new mapper, history), while Outlook changed nothing. */
function isSilent(row: EventRow, before: KnownEvent | undefined): boolean {
  return isSameEvent(fingerprintOf(row), before?.fingerprint ?? null);
}

function changeOf(
  row: EventRow,
  before: KnownEvent | undefined,
  series: KnownEvent | undefined,
): ChangeDraft {
  const what = row.type === 'seriesMaster' ? 'series' : 'event';
  return {
    kind: before === undefined ? `${what}.created` : `${what}.updated`,
    externalId: row.external_id,
    eventRow: before?.rowNumber ?? null,
    before: before === undefined ? null : summaryOfKnown(before, series),
    after: summaryOfRow(row),
  };
}
