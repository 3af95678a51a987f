/**
 * Series of a calendar of which nothing was mirrored before, put together from its rows on their way into the table:
 * while the round holds its fence nobody else writes any, so they need not be read again. No database.
 */
import type { EventRow } from '../mirror/event-row.ts';
import type { DeliveredSeries } from '../mirror/series-store.ts';
import { inSlices } from '../platform/in-slices.ts';
import { fitSeries } from './fit-series.ts';
import { overlaps } from './sync-window.ts';
import type { SyncWindow } from './sync-window.ts';

interface Arrived {
  /** Undefined before it came, and of what has no recurrence. */
  master: Omit<DeliveredSeries, 'occurrences' | 'exceptions'> | undefined;
  readonly occurrences: number[];
  readonly exceptions: number[];
}

export class ArrivingSeries {
  readonly #window: SyncWindow;
  readonly #series = new Map<string, Arrived>();

  constructor(window: SyncWindow) {
    this.#window = window;
  }

  /**
   * @param rows that were never there
   * @param writtenOver masters of which rows were written over: nothing is known of them here
   * @returns the same, masters with how their rules agree with what has come by now. Not `fitted`, which would say that
   * dates do not take place that are only on another page; nor where no date came.
   */
  async add(rows: readonly EventRow[], writtenOver: ReadonlySet<string>): Promise<readonly EventRow[]> {
    for (const row of rows) this.#keep(row);
    const arrived: EventRow[] = [];
    await inSlices(rows, (row) => {
      const isKnown = row.type === 'seriesMaster' && !writtenOver.has(row.external_id);
      arrived.push(isKnown ? this.#withFit(row) : row);
    });
    return arrived;
  }

  /** As `loadDeliveredSeries` would read it. */
  get(masterId: string): DeliveredSeries | undefined {
    const arrived = this.#series.get(masterId);
    if (arrived?.master === undefined) return undefined;
    const { master, occurrences, exceptions } = arrived;
    return { ...master, occurrences, exceptions };
  }

  #keep(row: EventRow): void {
    const id = row.type === 'seriesMaster' ? row.external_id : row.series_master_id;
    if (id === null) return;
    const series = this.#series.get(id) ?? { master: undefined, occurrences: [], exceptions: [] };
    this.#series.set(id, series);
    if (row.type === 'seriesMaster') series.master = masterOf(row);
    else if (overlaps({ startAt: new Date(row.start_at), endAt: new Date(row.end_at) }, this.#window)) {
      if (row.type === 'occurrence') series.occurrences.push(Date.parse(row.start_at));
      else series.exceptions.push(Date.parse(row.original_start ?? row.start_at));
    }
  }

  #withFit(row: EventRow): EventRow {
    const series = this.get(row.external_id);
    if (series === undefined || series.occurrences.length + series.exceptions.length === 0) return row;
    const { fidelity, exceptions, additions } = fitSeries(series, this.#window);
    if (fidelity === 'fitted') return row;
    const fitted = {
      ...row,
      recurrence_fidelity: fidelity,
      recurrence_exceptions: exceptions?.slice() ?? null,
      recurrence_additions: additions?.slice() ?? null,
    };
    this.#keep(fitted);
    return fitted;
  }
}

function masterOf(row: EventRow): Arrived['master'] {
  if (row.recurrence === null) return undefined;
  return {
    externalId: row.external_id,
    rule: row.recurrence_rule,
    ruleStart: row.recurrence_start,
    ruleTimeZone: row.recurrence_time_zone,
    isAllDay: row.is_all_day,
    timeZone: row.time_zone,
    startAt: new Date(row.start_at),
    endAt: new Date(row.end_at),
    written:
      row.recurrence_fidelity === null
        ? null
        : {
            fidelity: row.recurrence_fidelity,
            exceptions: row.recurrence_exceptions,
            additions: row.recurrence_additions,
          },
  };
}
