/**
 * Local times of one zone as instants. A time that a change of clocks skips is read with the offset
 * before it, so it moves forward, as Exchange moves it and RFC 5545 section 3.3.5 reads it (section
 * 3.3.10 would leave it out of a series); of a time that comes twice the first is meant. Knows the
 * changes as a list, because asking for each time is slow.
 */
interface Stretch {
  readonly offsetMs: number;
  /** The change of clocks that ends it, in ms since 1970. */
  readonly end: number;
}

export class ZoneTimes {
  readonly #stretches: Stretch[] = [];
  #first = 0;
  #next: Temporal.ZonedDateTime | null;

  /** @param from times before this one (local, as ms since 1970) must not be asked for. */
  constructor(timeZone: string, from: number) {
    const early = Temporal.Instant.fromEpochMilliseconds(from - 2 * 86_400_000);
    this.#next = early.toZonedDateTimeISO(timeZone);
  }

  /** @param local ms since 1970 of the same time in UTC; not less than the one asked for before. */
  instantOf(local: number): number {
    // What ended two days before a local time cannot hold it, whatever the offset.
    while ((this.#at(this.#first)?.end ?? Number.POSITIVE_INFINITY) <= local - 2 * 86_400_000)
      this.#first += 1;
    let before: Stretch | undefined;
    for (let index = this.#first; ; index += 1) {
      const stretch = this.#at(index);
      if (stretch === undefined) return local - (before?.offsetMs ?? 0);
      const instant = local - stretch.offsetMs;
      // Read with the new offset it would lie before the change: the clocks skipped it.
      if (before !== undefined && instant < before.end) return local - before.offsetMs;
      if (instant < stretch.end) return instant;
      before = stretch;
    }
  }

  #at(index: number): Stretch | undefined {
    return this.#stretches[index] ?? this.#findNext();
  }

  #findNext(): Stretch | undefined {
    const start = this.#next;
    if (start === null) return undefined;
    this.#next = start.getTimeZoneTransition('next');
    const stretch = {
      offsetMs: start.offsetNanoseconds / 1_000_000,
      end: this.#next?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    };
    this.#stretches.push(stretch);
    return stretch;
  }
}
