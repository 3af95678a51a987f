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
  /** Known occurrences of a touched series did not come back, a removed one has some that came, or it came twice. */
  | { readonly ask: 'instances'; readonly id: string }
  /** A removed row is history, or a removed master has some: is it gone, or only out of the window? */
  | { readonly ask: 'event'; readonly id: string };

export interface SettleFacts {
  readonly kind: RoundKind;
  readonly round: RoundFacts;
  /**
   * The mirrored window, without padding: a little beyond it Graph and we may differ on what is inside,
   * because it keeps all-day events by instants of their creator's zone.
   */
  readonly window: SyncWindow;
  readonly awaitedMasters: readonly string[];
  /** Known rows of every removed id. */
  readonly removedRows: readonly KnownEvent[];
  /** Known occurrences and exceptions of every touched and every removed series. */
  readonly seriesRows: readonly KnownEvent[];
  /**
   * Series of which something came more than once: an occurrence that was deleted in between came with the
   * first mention, is missing from the last, and Graph sends no tombstone for it.
   */
  readonly repeatedSeries: ReadonlySet<string>;
  /** Ids of rows that were masters once and came as something else: their occurrences are no more. */
  readonly formerMasters: ReadonlySet<string>;
  /** Questions of earlier rounds that are asked once more. */
  readonly retries: readonly SettleAsk[];
  /** Known rows of the events asked about once more, with all of their series. */
  readonly retriedRows: readonly KnownEvent[];
  /** Set where the plain view was read: it has no masters, and its pages may have let something slip. */
  readonly view?: {
    /** Masters that occurrences came of, and that are not known to be unchanged. */
    readonly staleMasters: readonly string[];
    /** Rows of the window that did not come. */
    readonly missing: readonly KnownEvent[];
    /** So many are missing that they are not asked about: a second full reading decides. */
    readonly isGuarded: boolean;
  };
}

export function askKey(ask: SettleAsk): string {
  return `${ask.ask}:${ask.id}`;
}

export function planSettle(facts: SettleFacts): SettleAsk[] {
  const asks = new Map<string, SettleAsk>();
  const add = (ask: SettleAsk): void => void asks.set(askKey(ask), ask);

  const { seen, removed, touched } = facts.round;

  for (const id of facts.awaitedMasters) {
    add({ ask: 'master', id });
    // Named removed, yet stubs of it came, or they came twice: what it still has here, only its instances tell.
    if (removed.has(id) || facts.repeatedSeries.has(id)) add({ ask: 'instances', id });
  }

  for (const row of facts.removedRows) {
    if (row.type !== 'seriesMaster' && !overlaps(row, facts.window))
      add({ ask: 'event', id: row.externalId });
  }

  for (const row of facts.seriesRows) {
    const master = row.seriesMasterId;
    if (master === null || facts.formerMasters.has(master)) continue;
    const inside = overlaps(row, facts.window);
    if (removed.has(master)) {
      if (!inside) add({ ask: 'event', id: master });
      else if (seen.has(row.externalId)) add({ ask: 'instances', id: master });
      continue;
    }
    if (inside && facts.repeatedSeries.has(master)) add({ ask: 'instances', id: master });
    // In a baseline the sweep sees what is missing; the extra call would tell nothing new.
    if (facts.kind === 'baseline' || !inside || !touched.has(master)) continue;
    if (!seen.has(row.externalId) && !removed.has(row.externalId)) add({ ask: 'instances', id: master });
  }
  for (const ask of facts.retries) add(ask);
  for (const id of facts.view?.staleMasters ?? []) add({ ask: 'master', id });
  for (const row of facts.view?.isGuarded === false ? facts.view.missing : [])
    add(
      row.seriesMasterId === null
        ? { ask: 'event', id: row.externalId }
        : { ask: 'instances', id: row.seriesMasterId },
    );
  return [...asks.values()];
}
