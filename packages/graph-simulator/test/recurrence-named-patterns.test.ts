/**
 * The expansion beside a library that takes no part in it. The library reads rules of
 * RFC 5545 that were written out beside each pattern; the simulator reads the pattern.
 */
import { RRuleTemporal } from 'rrule-temporal';
import { describe, expect, it } from 'vitest';
import { SimClock } from '../src/clock.ts';
import { createEvent } from '../src/mailbox/create-event.ts';
import { expandSeries } from '../src/mailbox/expand-series.ts';
import type { Mailbox } from '../src/mailbox/mailbox.ts';
import type { SeriesMaster } from '../src/mailbox/types.ts';
import type { RecurrencePhase } from '../src/recurrence/types.ts';
import { createWorld } from '../src/world/world.ts';
import { type NamedPattern, namedPatterns } from './helpers/recurrence-patterns.ts';

/** Of a series without an end, so many occurrences are compared; of any other, all up to so many. */
const COMPARED = 40;

function newMailbox(phase: RecurrencePhase): Mailbox {
  const world = createWorld(new SimClock(), { recurrencePhase: phase });
  const user = world.findUser('adele@contoso.example');
  const mailbox = user === undefined ? undefined : world.mailbox(user.id);
  if (mailbox === undefined) throw new TypeError('Adele has no mailbox.');
  return mailbox;
}

const mailboxes: Readonly<Record<RecurrencePhase, Mailbox>> = {
  'first-fit': newMailbox('first-fit'),
  'range-start': newMailbox('range-start'),
};

/** `20260329T023000` as Graph writes it. */
function wall(dtStart: string): Temporal.PlainDateTime {
  return Temporal.PlainDateTime.from(dtStart);
}

function madeSeries(
  { recurrence, allDay, zone, dtStart }: NamedPattern,
  phase: RecurrencePhase,
): SeriesMaster {
  const mailbox = mailboxes[phase];
  const start = wall(dtStart);
  const end = allDay ? start.add({ days: 1 }) : start.add({ minutes: 30 });
  const item = createEvent(mailbox, mailbox.defaultCalendarId, {
    content: {},
    start: { dateTime: start.toString(), timeZone: zone },
    end: { dateTime: end.toString(), timeZone: zone },
    isAllDay: allDay,
    recurrence,
  });
  if (item.kind !== 'series') throw new TypeError('Not a series.');
  return item;
}

const iso = (ms: number): string => Temporal.Instant.fromEpochMilliseconds(ms).toString();

function byLibrary({ zone, dtStart, rule, moved }: NamedPattern): string[] {
  const library = new RRuleTemporal({ rruleString: `DTSTART;TZID=${zone}:${dtStart}\nRRULE:${rule}` });
  const found = library.all((_, index) => index < COMPARED);
  return [...found.map((time) => time.toInstant().toString()), ...moved].toSorted().slice(0, COMPARED);
}

function bySimulator(pattern: NamedPattern, phase: RecurrencePhase, last: string | undefined): string[] {
  const startMs = wall(pattern.dtStart).toZonedDateTime('UTC').epochMilliseconds - 86_400_000 * 400;
  const lastMs = last === undefined ? startMs : Temporal.Instant.from(last).epochMilliseconds;
  // A series that ends has to end here, too: nothing may follow for another forty years.
  const ends = pattern.recurrence.range.type !== 'noEnd';
  const series = madeSeries(pattern, phase);
  return expandSeries(series, startMs, lastMs + 1 + (ends ? 86_400_000 * 365 * 40 : 0))
    .map(({ times }) => iso(times.startMs))
    .slice(0, COMPARED);
}

describe.each(namedPatterns)(
  '%s patterns give what a library makes of the rule beside them',
  (_, patterns) => {
    it.each(patterns)('$name', (pattern) => {
      const expected = byLibrary(pattern);
      expect(expected.length).toBeGreaterThan(0);
      const phases: readonly RecurrencePhase[] =
        pattern.phase === undefined ? ['first-fit', 'range-start'] : [pattern.phase];
      for (const phase of phases) expect(bySimulator(pattern, phase, expected.at(-1))).toEqual(expected);
    });
  },
);

describe('the tables of named patterns', () => {
  const all = namedPatterns.flatMap(([, patterns]) => patterns);

  it('hold 500 patterns and more, and no name twice', () => {
    expect(all.length).toBeGreaterThanOrEqual(500);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });

  it('hold every type with every kind of range, on starts that fit and that do not, in both phases', () => {
    const kinds = new Set(
      all.map(({ recurrence, phase }) =>
        [recurrence.pattern.type, recurrence.range.type, phase ?? 'either'].join(' '),
      ),
    );
    for (const type of ['weekly', 'absoluteMonthly', 'relativeMonthly', 'absoluteYearly', 'relativeYearly'])
      for (const range of ['noEnd', 'numbered', 'endDate'])
        for (const phase of ['either', 'first-fit', 'range-start'])
          expect(kinds).toContain(`${type} ${range} ${phase}`);
    // Every day fits a daily pattern.
    for (const range of ['noEnd', 'numbered', 'endDate']) expect(kinds).toContain(`daily ${range} either`);
  });
});
