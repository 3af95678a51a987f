/**
 * What a baseline must find again: of every row that a sweep would judge, its fingerprint as the mirror has it. What
 * comes as expected needs no look-up; what is expected to the end did not come. It proves equality only: of what is
 * missing here nothing follows.
 */
import type { GraphEvent } from '@calmirror/graph-client/wire';

import type { SweepableRow } from '../mirror/event-store.ts';
import { printedTime } from '../mirror/fingerprint.ts';
import { fingerprintOfEvent, fingerprintOfOccurrence } from './fingerprint-sent.ts';
import { isOutgrown } from './map-event.ts';
import type { MasterTimes } from './map-event.ts';
import type { PageContent } from './map-page.ts';

export class ExpectedEvents {
  readonly #fingerprints = new Map<string, string | null>();
  readonly #masters = new Map<string, MasterTimes>();
  #isWhole = false;

  /** @param isWhole there are no more of them, and none can come about but of what the pages name */
  load(rows: readonly SweepableRow[], isWhole: boolean): void {
    for (const { externalId, fingerprint, isAllDay, timeZone } of rows) {
      this.#fingerprints.set(externalId, fingerprint);
      if (isAllDay !== null) this.#masters.set(externalId, { isAllDay, timeZone });
    }
    this.#isWhole = isWhole;
  }

  /** Named once, an event is expected no more: its row may be another by the time that it is named again. */
  take(externalId: string): string | null {
    const fingerprint = this.#fingerprints.get(externalId) ?? null;
    this.#fingerprints.delete(externalId);
    return fingerprint;
  }

  /** As long as its master has not come otherwise. */
  timesOf(masterId: string): MasterTimes | undefined {
    return this.#masters.get(masterId);
  }

  masterIds(): string[] {
    return [...this.#masters.keys()];
  }

  forgetMaster(masterId: string): void {
    this.#masters.delete(masterId);
  }

  get isEmpty(): boolean {
    return this.#fingerprints.size === 0;
  }

  /** Whether all rows that a sweep would judge have been named. */
  get haveAllCome(): boolean {
    return this.#isWhole && this.isEmpty;
  }
}

/** What came as expected. */
export interface Found {
  readonly ids: readonly string[];
  readonly masters: ReadonlyMap<string, MasterTimes>;
}

/** Takes what a page names out of what is expected, and leaves of the page what did not come so; pages come in order. */
export function sortOut(
  content: PageContent,
  expected: ExpectedEvents,
  windowStart: Date,
): { content: PageContent; found: Found } {
  const ids: string[] = [];
  const masters = new Map<string, MasterTimes>();
  if (expected.isEmpty) return { content, found: { ids, masters } };
  const beginsAt = printedTime(windowStart.toISOString());
  const isFound = (id: string, fingerprint: () => string | null): boolean => {
    const before = expected.take(id);
    if (before === null || before !== fingerprint()) return false;
    ids.push(id);
    return true;
  };

  const events = content.events.filter((event) => {
    if (isFound(event.id, () => fingerprintOfEvent(event, beginsAt))) {
      const times = expected.timesOf(event.id);
      if (times !== undefined) masters.set(event.id, times);
      return false;
    }
    expected.forgetMaster(event.id);
    return true;
  });
  const occurrences = new Map<string, readonly GraphEvent[]>();
  for (const [masterId, stubs] of content.occurrences) {
    const master = expected.timesOf(masterId);
    const rest = stubs.filter(
      (stub) =>
        !isFound(stub.id, () =>
          master === undefined || isOutgrown(master, stub)
            ? null
            : fingerprintOfOccurrence(stub, master, beginsAt),
        ),
    );
    if (rest.length > 0) occurrences.set(masterId, rest);
  }
  for (const id of content.removed) expected.take(id);
  return { content: { ...content, events, occurrences }, found: { ids, masters } };
}
