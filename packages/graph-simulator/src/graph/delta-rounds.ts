/**
 * What a delta round will say is decided at its beginning and held here until its
 * last page, so that a page asked for again is the same page. As the field reports, a
 * series stays on one page and page size is a hint; the switch `seriesPages` splits series instead.
 * Source: Microsoft Graph, event: delta; see also the fact sheet on delta.
 */
import { intersects } from '../mailbox/expand-series.ts';
import type { EventReference } from '../mailbox/ids.ts';
import { saveMap } from '../world/stateful.ts';
import type { Restore, Stateful } from '../world/stateful.ts';
import type { SimulatorSwitches } from '../world/switches.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import type { MailboxItem, SeriesMaster } from '../mailbox/types.ts';
import { type EventRow, instanceRows, masterRow } from '../mailbox/event-row.ts';

/** What a deltaLink remembers. */
export interface DeltaState {
  readonly userId: string;
  readonly calendarId: string;
  /** Of a calendar that was shared: under which id its reader has it. */
  readonly copyId?: string | undefined;
  /** Of delta of events: single events and masters from `startMs` on, no occurrences and no end. */
  readonly of?: 'events' | undefined;
  /** Whether its first request asked for files with `$expand=attachments`. */
  readonly attachments?: boolean | undefined;
  readonly startMs: number;
  readonly endMs: number;
  /** The mailbox's change number up to which everything was told; null at the very beginning. */
  readonly since: number | null;
  /** The same of the first round of the chain. */
  readonly began: number | null;
  readonly epoch: number;
}

export type DeltaEntry = { readonly row: EventRow } | { readonly removed: EventReference };

export interface DeltaRound {
  readonly state: DeltaState;
  /** What must stay on one page is one group. */
  readonly groups: readonly (readonly DeltaEntry[])[];
  /** The `since` of the next round. */
  readonly until: number;
}

/** The `startMs` of delta of events that was asked for without one. */
export const FROM_EVER = Number.MIN_SAFE_INTEGER;

/** Old rounds are forgotten when more entries than this are held. */
const MAX_HELD_ENTRIES = 1_000_000;

function seriesGroup(series: SeriesMaster, rows: readonly EventRow[]): DeltaEntry[] {
  return [{ row: masterRow(series) }, ...rows.map((row) => ({ row }))];
}

/** Long enough for a yearly series to show itself. */
const SERIES_SHOWS_MS = 1_827 * 86_400_000;

/** Whether an event is told of at all in delta of events. */
function isSince(item: MailboxItem, startMs: number): boolean {
  if (startMs === FROM_EVER) return true;
  return item.kind === 'single'
    ? item.times.endMs > startMs
    : instanceRows(item, startMs, startMs + SERIES_SHOWS_MS).length > 0;
}

/** What was made after `knownMs` is not known yet; what was changed since shows as it is. */
function baseline(
  mailbox: Mailbox,
  { calendarId, startMs, endMs, of }: DeltaState,
  knownMs: number,
): DeltaEntry[][] {
  const groups: DeltaEntry[][] = [];
  for (const item of mailbox.itemsOf(calendarId).values()) {
    if (item.createdMs > knownMs) continue;
    if (of === 'events') {
      if (isSince(item, startMs)) groups.push([{ row: masterRow(item) }]);
    } else if (item.kind === 'series') {
      const rows = instanceRows(item, startMs, endMs);
      if (rows.length > 0) groups.push(seriesGroup(item, rows));
    } else if (intersects(item.times, startMs, endMs)) groups.push([{ row: { item, instance: null } }]);
  }
  return groups;
}

function changedItem(item: MailboxItem, { startMs, endMs, of }: DeltaState, since: number): DeltaEntry[] {
  if (of === 'events')
    return [isSince(item, startMs) ? { row: masterRow(item) } : { removed: { key: item.key, date: null } }];
  if (item.kind === 'single')
    return intersects(item.times, startMs, endMs)
      ? [{ row: { item, instance: null } }]
      : [{ removed: { key: item.key, date: null } }];
  const rows = instanceRows(item, startMs, endMs);
  const inside = new Set(rows.map((row) => row.instance?.date));
  const departed: DeltaEntry[] = [...item.exceptions.values()]
    .filter((exception) => exception.change > since && !inside.has(exception.date))
    .map((exception) => ({ removed: { key: item.key, date: exception.date } }));
  return rows.length > 0
    ? [...seriesGroup(item, rows), ...departed]
    : [{ removed: { key: item.key, date: null } }, ...departed];
}

function changes(mailbox: Mailbox, state: DeltaState, since: number, until: number): DeltaEntry[][] {
  return mailbox.changedSince(state.calendarId, since, until).map((key) => {
    const item = mailbox.find(key);
    return item === undefined || item.calendarId !== state.calendarId
      ? [{ removed: { key, date: null } }]
      : changedItem(item, state, since);
  });
}

/** A group begins with its master. */
function pagedAs(
  pages: SimulatorSwitches['seriesPages'],
  groups: readonly (readonly DeltaEntry[])[],
): readonly (readonly DeltaEntry[])[] {
  if (pages === 'whole') return groups;
  const ordered = pages === 'split' ? groups : groups.map(([master, ...rest]) => [...rest, master]);
  return ordered.flatMap((group) => group.flatMap((entry) => (entry === undefined ? [] : [[entry]])));
}

export class DeltaRounds implements Stateful {
  readonly #rounds = new Map<string, { round: DeltaRound; entries: number }>();
  #held = 0;
  #opened = 0;

  /** `lagMs`: changes of the last so many ms of the clock are not known yet, and come in a later round. */
  open(mailbox: Mailbox, state: DeltaState, lagMs = 0): DeltaRound {
    const knownMs = lagMs === 0 ? Number.POSITIVE_INFINITY : mailbox.now() - lagMs;
    const until = Math.max(mailbox.lastChangeAt(knownMs), state.since ?? 0);
    const groups =
      state.since === null ? baseline(mailbox, state, knownMs) : changes(mailbox, state, state.since, until);
    return {
      state,
      groups: pagedAs(mailbox.switches.seriesPages, groups),
      until,
    };
  }

  /** Keeps a round that has more pages; the id goes into its nextLinks. */
  hold(round: DeltaRound): string {
    this.#opened += 1;
    const id = String(this.#opened);
    const entries = round.groups.reduce((sum, group) => sum + group.length, 0);
    this.#rounds.set(id, { round, entries });
    this.#held += entries;
    for (const [oldId, old] of this.#rounds) {
      if (this.#held <= MAX_HELD_ENTRIES || oldId === id) break;
      this.#rounds.delete(oldId);
      this.#held -= old.entries;
    }
    return id;
  }

  find(id: string): DeltaRound | undefined {
    return this.#rounds.get(id)?.round;
  }

  save(): Restore {
    const restoreRounds = saveMap(this.#rounds);
    const kept = { held: this.#held, opened: this.#opened };
    return () => {
      restoreRounds();
      this.#held = kept.held;
      this.#opened = kept.opened;
    };
  }
}

/** The groups of one page from `offset`, and where the next page begins (null at the end). */
export function pageOf(
  round: DeltaRound,
  offset: number,
  size: number,
): { readonly entries: readonly DeltaEntry[]; readonly next: number | null } {
  const entries: DeltaEntry[] = [];
  let at = offset;
  for (; at < round.groups.length; at += 1) {
    const group = round.groups[at] ?? [];
    if (entries.length > 0 && entries.length + group.length > size) break;
    entries.push(...group);
  }
  return { entries, next: at < round.groups.length ? at : null };
}
