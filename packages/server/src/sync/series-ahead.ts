/**
 * Series as they were delivered, read while the pages of a baseline come instead of at its end: most of them are
 * compared with their rules as they were. What is written since is read again.
 */
import type { DeliveredSeries } from '../mirror/series-store.ts';

export class SeriesAhead {
  #reading: Promise<readonly DeliveredSeries[]> = Promise.resolve([]);
  readonly #written = new Set<string>();

  /** Should it fail, that is told where it is asked for. */
  begin(reading: Promise<readonly DeliveredSeries[]>): void {
    reading.catch(() => undefined);
    this.#reading = reading;
  }

  /** Also while they are being read. */
  isWritten(masterId: string): void {
    this.#written.add(masterId);
  }

  /** Of these masters: what still is as it was read, and those that are to be read. */
  async split(masterIds: readonly string[]): Promise<{ read: DeliveredSeries[]; unread: string[] }> {
    const series = new Map((await this.#reading).map((one) => [one.externalId, one]));
    for (const id of this.#written) series.delete(id);
    return {
      read: masterIds.flatMap((id) => series.get(id) ?? []),
      unread: masterIds.filter((id) => !series.has(id)),
    };
  }
}
