/**
 * Series as they were delivered, known before the end of a baseline: of one that is read again they are read while its
 * pages come, of a first one they are put together as they come. What is written over since is read again.
 */
import type { EventRow } from '../mirror/event-row.ts';
import type { DeliveredSeries } from '../mirror/series-store.ts';
import { ArrivingSeries } from './arriving-series.ts';
import type { SyncWindow } from './sync-window.ts';

export class SeriesAhead {
  #reading: Promise<readonly DeliveredSeries[]> = Promise.resolve([]);
  #arriving: ArrivingSeries | undefined;
  readonly #written = new Set<string>();

  /** Should it fail, that is told where it is asked for. */
  begin(reading: Promise<readonly DeliveredSeries[]>): void {
    reading.catch(() => undefined);
    this.#reading = reading;
  }

  /** Nothing is mirrored: all that will be is told to `arrive` and `isWritten`. */
  beginEmpty(window: SyncWindow): void {
    this.#arriving = new ArrivingSeries(window);
  }

  /** @returns the rows as they are to be inserted */
  async arrive(rows: readonly EventRow[]): Promise<readonly EventRow[]> {
    return this.#arriving?.add(rows, this.#written) ?? rows;
  }

  /** Over what was there. Also while they are being read. */
  isWritten(masterId: string): void {
    this.#written.add(masterId);
  }

  /** Of these masters: what still is as it was read or came, and those that are to be read. */
  async split(masterIds: readonly string[]): Promise<{ read: DeliveredSeries[]; unread: string[] }> {
    const series = new Map((await this.#reading).map((one) => [one.externalId, one]));
    const known = (id: string): DeliveredSeries | undefined =>
      this.#written.has(id) ? undefined : (series.get(id) ?? this.#arriving?.get(id));
    return {
      read: masterIds.flatMap((id) => known(id) ?? []),
      unread: masterIds.filter((id) => known(id) === undefined),
    };
  }
}
