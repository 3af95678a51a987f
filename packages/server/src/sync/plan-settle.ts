/**
 * Decides what must be asked of Graph before a round can end (S4, S5). Pure: facts in, asks out.
 * Nothing is asked that the pages or an earlier answer already told.
 */
import type { KnownEvent } from '../mirror/event-row.ts';
import type { RoundKind } from '../models/sync-trigger.ts';
import type { RoundFacts } from './round-facts.ts';
import { overlaps } from './sync-window.ts';
import type { SyncWindow } from './sync-window.ts';

export type SettleAsk =
  /** Stubs wait for this master. 404: they are dropped. */
  | { readonly ask: 'master'; readonly id: string }
  /** Known occurrences of a touched series did not come back. */
  | { readonly ask: 'instances'; readonly id: string }
  /** A removed row is history, or a removed master has some: is it gone, or only out of the window? */
  | { readonly ask: 'event'; readonly id: string };

export interface SettleFacts {
  readonly kind: RoundKind;
  readonly round: RoundFacts;
  /** The window the token covers, padding included. */
  readonly window: SyncWindow;
  readonly awaitedMasters: readonly string[];
  /** Known rows of every removed id. */
  readonly removedRows: readonly KnownEvent[];
  /** Known occurrences and exceptions of every touched and every removed series. */
  readonly seriesRows: readonly KnownEvent[];
}

export function askKey(ask: SettleAsk): string {
  return `${ask.ask}:${ask.id}`;
}

export function planSettle(facts: SettleFacts): SettleAsk[] {
  const asks = new Map<string, SettleAsk>();
  const add = (ask: SettleAsk): void => void asks.set(askKey(ask), ask);

  for (const id of facts.awaitedMasters) add({ ask: 'master', id });

  const historyOf = new Set(
    facts.seriesRows.filter((row) => !overlaps(row, facts.window)).map((row) => row.seriesMasterId),
  );
  for (const row of facts.removedRows) {
    if (row.type === 'seriesMaster') {
      if (historyOf.has(row.externalId)) add({ ask: 'event', id: row.externalId });
    } else if (!overlaps(row, facts.window)) {
      add({ ask: 'event', id: row.externalId });
    }
  }

  // In a baseline the sweep sees what is missing; the extra call would tell nothing new.
  if (facts.kind === 'delta') {
    for (const row of facts.seriesRows) {
      const master = row.seriesMasterId;
      if (master === null || !facts.round.touched.has(master) || facts.round.removed.has(master)) continue;
      if (facts.round.seen.has(row.externalId) || facts.round.removed.has(row.externalId)) continue;
      if (overlaps(row, facts.window)) add({ ask: 'instances', id: master });
    }
  }
  return [...asks.values()];
}
