/**
 * How often an event repeats, between the few choices of the form and Graph's
 * pattern. A pattern that the form cannot say is kept, and told in words.
 */
import { civilFromDay, dayFromIso, isoFromDay, weekdayOf } from '../recurrence/civil-date.ts';
import { DAYS_OF_WEEK } from '../recurrence/types.ts';
import type { DayOfWeek, Recurrence, RecurrencePattern, RecurrenceRange } from '../recurrence/types.ts';

export const REPEATS = ['daily', 'weekdays', 'weekly', 'monthly', 'yearly'] as const;
type Repeat = (typeof REPEATS)[number];

export const ENDS = ['never', 'date', 'count'] as const;

export interface RepeatChoice {
  readonly repeat: Repeat;
  readonly ends: (typeof ENDS)[number];
  /** Inclusive; read when it ends on a date. */
  readonly lastDate: string;
  /** Read when it ends after a number of times. */
  readonly count: number;
}

const WEEKDAYS: readonly DayOfWeek[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];

function dayName(day: number): DayOfWeek {
  return DAYS_OF_WEEK[weekdayOf(day)] ?? 'sunday';
}

function patternFrom(repeat: Repeat, day: number): RecurrencePattern {
  const civil = civilFromDay(day);
  const neutral = {
    interval: 1,
    month: 0,
    dayOfMonth: 0,
    daysOfWeek: [],
    firstDayOfWeek: 'monday',
    index: 'first',
  } as const;
  const patterns: Record<Repeat, RecurrencePattern> = {
    daily: { ...neutral, type: 'daily' },
    weekdays: { ...neutral, type: 'weekly', daysOfWeek: WEEKDAYS },
    weekly: { ...neutral, type: 'weekly', daysOfWeek: [dayName(day)] },
    monthly: { ...neutral, type: 'absoluteMonthly', dayOfMonth: civil.day },
    yearly: { ...neutral, type: 'absoluteYearly', dayOfMonth: civil.day, month: civil.month },
  };
  return patterns[repeat];
}

/** `startDate` and `zone` are those of the first occurrence. */
export function recurrenceFrom(choice: RepeatChoice, startDate: string, zone: string): Recurrence {
  const types = { never: 'noEnd', date: 'endDate', count: 'numbered' } as const;
  return {
    pattern: patternFrom(choice.repeat, dayFromIso(startDate)),
    range: {
      type: types[choice.ends],
      startDate,
      endDate: choice.ends === 'date' ? choice.lastDate : null,
      numberOfOccurrences: choice.ends === 'count' ? choice.count : 0,
      recurrenceTimeZone: zone,
    },
  };
}

/** The same rhythm, begun on another date: a weekly meeting moved from Monday to Tuesday is on Tuesdays. */
export function movedRecurrence(recurrence: Recurrence, startDate: string): Recurrence {
  const { pattern, range } = recurrence;
  const day = dayFromIso(startDate);
  const civil = civilFromDay(day);
  const moved = day - dayFromIso(range.startDate);
  const turn = (name: DayOfWeek): DayOfWeek =>
    DAYS_OF_WEEK[(((DAYS_OF_WEEK.indexOf(name) + moved) % 7) + 7) % 7] ?? name;
  const next: Partial<RecurrencePattern> = {
    ...(pattern.type === 'weekly' ? { daysOfWeek: pattern.daysOfWeek.map(turn) } : {}),
    ...(pattern.type.startsWith('absolute') ? { dayOfMonth: civil.day } : {}),
    ...(pattern.type === 'absoluteYearly' ? { month: civil.month } : {}),
  };
  return { pattern: { ...pattern, ...next }, range: movedRange(range, startDate, moved) };
}

function movedRange(range: RecurrenceRange, startDate: string, moved: number): RecurrenceRange {
  const { endDate } = range;
  return {
    ...range,
    startDate,
    endDate: endDate === null ? null : isoFromDay(dayFromIso(endDate) + moved),
  };
}

const listOf = (words: readonly string[]): string =>
  new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(words);

export const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function patternInWords(pattern: RecurrencePattern): string {
  const { interval } = pattern;
  const days = listOf(pattern.daysOfWeek.map(capital));
  const isWorkingWeek = WEEKDAYS.every((day) => pattern.daysOfWeek.includes(day));
  const chosen = isWorkingWeek && pattern.daysOfWeek.length === 5 ? 'weekday' : days;
  const every = (unit: string): string => (interval === 1 ? `every ${unit}` : `every ${interval} ${unit}s`);
  const month = Temporal.PlainDate.from({
    year: 2000,
    month: Math.max(pattern.month, 1),
    day: 1,
  }).toLocaleString('en-GB', { month: 'long' });
  const words: Record<RecurrencePattern['type'], string> = {
    daily: every('day'),
    weekly: interval === 1 ? `every ${chosen}` : `${every('week')} on ${days}`,
    absoluteMonthly: `on day ${pattern.dayOfMonth} of ${every('month')}`,
    relativeMonthly: `on the ${pattern.index} ${chosen} of ${every('month')}`,
    absoluteYearly: `${every('year')} on ${pattern.dayOfMonth} ${month}`,
    relativeYearly: `${every('year')} on the ${pattern.index} ${chosen} of ${month}`,
  };
  return words[pattern.type];
}

/** `every Wednesday, 12 times`, `on the last weekday of every month` */
export function recurrenceInWords({ pattern, range }: Recurrence): string {
  const words = patternInWords(pattern);
  if (range.type === 'numbered') return `${words}, ${range.numberOfOccurrences} times`;
  if (range.type === 'endDate' && range.endDate !== null)
    return `${words} until ${Temporal.PlainDate.from(range.endDate).toLocaleString('en-GB', { dateStyle: 'long' })}`;
  return words;
}
