/** Series as Graph could hand them out, for properties: every pattern, range, week start and odd zone. */
import * as fc from 'fast-check';

import type { RecurrenceInput, SeriesStart } from '../../src/convert/index.ts';
import { graphDates } from './graph-series.ts';
import type { GraphPattern, GraphRange } from './graph-series.ts';

export interface GeneratedSeries {
  readonly pattern: GraphPattern;
  readonly range: GraphRange & { readonly recurrenceTimeZone: string };
  readonly isAllDay: boolean;
  /** Wall-clock start in the series' zone. */
  readonly time: string;
}

const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const weekdays = days.slice(0, 5);

/** Half-hour changes, changes at midnight, four a year, none, far from UTC, and the other way round. */
export const oddZones = [
  'Australia/Lord_Howe',
  'America/Santiago',
  'Asia/Beirut',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Antarctica/Troll',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'America/St_Johns',
  'America/Havana',
  'America/Scoresbysund',
  'Atlantic/Azores',
  'Asia/Gaza',
  'Asia/Tehran',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Europe/Dublin',
  'Europe/Berlin',
  'America/Los_Angeles',
  'Asia/Tokyo',
  'UTC',
];

const pattern: fc.Arbitrary<GraphPattern> = fc.record({
  type: fc.constantFrom(
    'daily',
    'weekly',
    'absoluteMonthly',
    'relativeMonthly',
    'absoluteYearly',
    'relativeYearly',
  ),
  interval: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 36 })),
  month: fc.integer({ min: 1, max: 12 }),
  dayOfMonth: fc.oneof(fc.integer({ min: 1, max: 31 }), fc.integer({ min: 28, max: 31 })),
  daysOfWeek: fc.oneof(
    fc.uniqueArray(fc.constantFrom(...days), { minLength: 1 }),
    fc.constantFrom(weekdays, days, ['saturday', 'sunday']),
  ),
  firstDayOfWeek: fc.constantFrom(...days),
  index: fc.constantFrom('first', 'second', 'third', 'fourth', 'last'),
});

const time = fc
  .record({ hour: fc.integer({ min: 0, max: 23 }), minute: fc.constantFrom(0, 15, 30, 45) })
  .map(({ hour, minute }) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00`);

/** Half of them start on their pattern, as Outlook makes them; the others wherever an API put them. */
export const generatedSeries: fc.Arbitrary<GeneratedSeries> = fc
  .record({
    pattern,
    isAllDay: fc.boolean(),
    time: fc.oneof(time, fc.constantFrom('00:00:00', '00:30:00', '01:30:00', '02:00:00', '02:30:00')),
    zone: fc.constantFrom(...oddZones),
    startsOn: fc.boolean(),
    offset: fc.integer({ min: 0, max: 12_000 }),
    type: fc.constantFrom('noEnd', 'numbered', 'endDate'),
    numberOfOccurrences: fc.integer({ min: 1, max: 60 }),
    lasts: fc.oneof(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 9_000 })),
  })
  .map(({ pattern: one, isAllDay, time: clock, zone, startsOn, offset, lasts, ...range }) => {
    const somewhere = Temporal.PlainDate.from('1998-06-01').add({ days: offset });
    const open = {
      type: 'noEnd',
      startDate: somewhere.toString(),
      endDate: '0001-01-01',
      numberOfOccurrences: 0,
    };
    const startDate = startsOn ? (graphDates(one, open, 1)[0] ?? open.startDate) : open.startDate;
    return {
      pattern: one,
      isAllDay,
      time: clock,
      range: {
        ...range,
        startDate,
        endDate:
          range.type === 'endDate'
            ? Temporal.PlainDate.from(startDate).add({ days: lasts }).toString()
            : '0001-01-01',
        recurrenceTimeZone: zone,
      },
    };
  });

/** As Graph's answer has it: the start in UTC, or midnight with that label if it is all day. */
export function asGraphSays(series: GeneratedSeries): { recurrence: RecurrenceInput; start: SeriesStart } {
  const { pattern: one, range, isAllDay } = series;
  const recurrence = { pattern: one, range };
  if (isAllDay)
    return {
      recurrence,
      start: { dateTime: `${range.startDate}T00:00:00.0000000`, timeZone: 'UTC', isAllDay },
    };
  const utc = instantIn(range.startDate, series.time, range.recurrenceTimeZone);
  return {
    recurrence,
    start: { dateTime: `${utc.toString().slice(0, 19)}.0000000`, timeZone: 'UTC', isAllDay },
  };
}

/** Ms since 1970 of every occurrence: Exchange moves a time that clocks skip forward. */
export function graphInstants(series: GeneratedSeries, most: number): number[] {
  const clock = localClock(series);
  return graphDates(series.pattern, series.range, most).map((date) =>
    clock === undefined
      ? Date.parse(`${date}T00:00:00Z`)
      : instantIn(date, clock, series.range.recurrenceTimeZone).epochMilliseconds,
  );
}

/** Graph tells the start in UTC: one that fell into a gap reads as the moved time from then on. */
function localClock({ isAllDay, range, time: clock }: GeneratedSeries): string | undefined {
  if (isAllDay) return undefined;
  return instantIn(range.startDate, clock, range.recurrenceTimeZone)
    .toZonedDateTimeISO(range.recurrenceTimeZone)
    .toPlainTime()
    .toString({ smallestUnit: 'second' });
}

function instantIn(date: string, clock: string, timeZone: string): Temporal.Instant {
  return Temporal.PlainDateTime.from(`${date}T${clock}`).toZonedDateTime(timeZone).toInstant();
}
