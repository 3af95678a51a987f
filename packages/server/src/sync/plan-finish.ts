/**
 * Decides what leaves the mirror at the end of a round. Pure. Nothing goes on suspicion: a row
 * goes because Graph named it removed inside the window, because its series was asked and no
 * longer has it, because Graph answered 404, or because a complete baseline did not bring it.
 */
import type { KnownEvent } from '../mirror/event-row.ts';
import type { SettleAnswers } from './settle-answers.ts';
import type { SettleFacts } from './plan-settle.ts';
import { overlaps } from './sync-window.ts';
import type { SyncWindow } from './sync-window.ts';

export interface FinishFacts extends SettleFacts {
  readonly answers: SettleAnswers;
  /** Baseline only: everything a sweep may judge. */
  readonly sweepable: readonly KnownEvent[];
  /** The unpadded window, which a sweep covers. */
  readonly mirrored: SyncWindow;
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

  for (const row of facts.removedRows) {
    const answer = facts.answers.event(row.externalId);
    if (row.type !== 'seriesMaster') {
      if (overlaps(row, facts.window) || answer === 'gone') remove(row);
      continue;
    }
    const rows = bySeries.get(row.externalId) ?? [];
    const history = rows.filter((member) => !overlaps(member, facts.window));
    for (const member of rows) {
      const outside = !overlaps(member, facts.window);
      if (!outside || answer === 'gone') {
        if (!facts.round.seen.has(member.externalId)) remove(member);
      }
    }
    if (history.length === 0 || answer === 'gone') remove(row);
  }

  for (const [masterId, rows] of bySeries) {
    const instances = facts.answers.instances(masterId);
    if (instances === undefined) continue;
    for (const row of rows) {
      if (!overlaps(row, facts.window) || facts.round.seen.has(row.externalId)) continue;
      if (instances === 'gone' || !instances.has(row)) remove(row);
    }
  }

  return { removed: [...removed.values()], swept: facts.kind === 'baseline' ? sweep(facts, removed) : [] };
}

function sweep(facts: FinishFacts, removed: ReadonlyMap<string, KnownEvent>): KnownEvent[] {
  const swept: KnownEvent[] = [];
  const living = new Set<string>();
  for (const row of facts.sweepable) {
    if (row.type === 'seriesMaster' || removed.has(row.externalId)) continue;
    if (overlaps(row, facts.mirrored) && !facts.round.seen.has(row.externalId)) swept.push(row);
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
