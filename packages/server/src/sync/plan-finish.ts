/**
 * Decides what leaves the mirror at the end of a round. Pure. Nothing goes on suspicion: a row
 * goes because Graph named it removed inside the window, because its series was asked and no
 * longer has it, because Graph answered 404, or because a complete baseline did not bring it.
 */
import type { KnownEvent } from '../mirror/event-row.ts';
import type { SettleAnswers } from './settle-answers.ts';
import type { SettleFacts } from './plan-settle.ts';
import { overlaps } from './sync-window.ts';

export interface FinishFacts extends SettleFacts {
  readonly answers: SettleAnswers;
  /** Baseline only: of everything a sweep may judge what did not come. */
  readonly sweepable: readonly KnownEvent[];
}

export interface FinishPlan {
  /** Named by Graph: certain. */
  readonly removed: readonly KnownEvent[];
  /** Missing from a complete baseline: the guard has a word. */
  readonly swept: readonly KnownEvent[];
}

export function planFinish(facts: FinishFacts): FinishPlan {
  const removed = new Map<string, KnownEvent>();
  const remove = (row: KnownEvent): void => void removed.set(row.externalId, row);
  const bySeries = Map.groupBy(facts.seriesRows, (row) => row.seriesMasterId ?? '');

  for (const [masterId, rows] of bySeries) {
    for (const row of facts.round.removed.has(masterId)
      ? leavingWith(masterId, rows, facts)
      : missingFrom(masterId, rows, facts))
      remove(row);
  }
  for (const row of facts.removedRows) {
    const isGone = facts.answers.event(row.externalId) === 'gone';
    const rest = (bySeries.get(row.externalId) ?? []).filter((member) => !removed.has(member.externalId));
    const goes = row.type === 'seriesMaster' ? rest.length === 0 : overlaps(row, facts.window);
    if (goes || isGone) remove(row);
  }
  for (const row of facts.retriedRows) {
    const named = [row.externalId, row.seriesMasterId ?? row.externalId];
    if (named.some((id) => facts.answers.event(id) === 'gone')) remove(row);
  }
  return { removed: [...removed.values()], swept: facts.kind === 'baseline' ? sweep(facts, removed) : [] };
}

/** Of a removed series: what is in the window, unless it came in this round and is still listed; history after a 404. */
function leavingWith(masterId: string, rows: readonly KnownEvent[], facts: FinishFacts): KnownEvent[] {
  const isGone = facts.answers.event(masterId) === 'gone';
  const instances = facts.answers.instances(masterId);
  return rows.filter((row) => {
    if (isGone) return true;
    if (!overlaps(row, facts.window)) return false;
    if (instances === 'gone') return true;
    if (instances !== undefined) return !instances.has(row.externalId);
    return !facts.round.seen.has(row.externalId);
  });
}

/** Of a touched series: what did not come, or came before the series came again, and is not listed. Of one that is a series no more: what did not come. */
function missingFrom(masterId: string, rows: readonly KnownEvent[], facts: FinishFacts): KnownEvent[] {
  const instances = facts.formerMasters.has(masterId) ? 'gone' : facts.answers.instances(masterId);
  if (instances === undefined) return [];
  return rows.filter(
    (row) =>
      overlaps(row, facts.window) &&
      (!facts.round.seen.has(row.externalId) ||
        (instances !== 'gone' && facts.repeatedSeries.has(masterId))) &&
      (instances === 'gone' || !instances.has(row.externalId)),
  );
}

/** Pages of a view shift while they are read: what did not come with them is asked about. */
function isMissing(row: KnownEvent, { view, answers }: FinishFacts): boolean {
  if (view === undefined || view.isGuarded) return true;
  if (row.seriesMasterId === null) return answers.event(row.externalId) === 'gone';
  const instances = answers.instances(row.seriesMasterId);
  return instances === 'gone' || (instances !== undefined && !instances.has(row.externalId));
}

function sweep(facts: FinishFacts, removed: ReadonlyMap<string, KnownEvent>): KnownEvent[] {
  const swept: KnownEvent[] = [];
  const living = new Set<string>();
  for (const row of facts.sweepable) {
    if (row.type === 'seriesMaster' || removed.has(row.externalId)) continue;
    if (overlaps(row, facts.window) && !facts.round.seen.has(row.externalId) && isMissing(row, facts))
      swept.push(row);
  }
  const going = new Set([...removed.keys(), ...swept.map((row) => row.externalId)]);
  for (const row of facts.seriesRows) {
    if (row.seriesMasterId !== null && !going.has(row.externalId)) living.add(row.seriesMasterId);
  }
  // A master that did not come and has no row left, not even history, is an empty shell.
  for (const row of facts.sweepable) {
    if (row.type !== 'seriesMaster' || facts.round.seen.has(row.externalId) || removed.has(row.externalId))
      continue;
    if (!living.has(row.externalId)) swept.push(row);
  }
  return swept;
}
