/** Graph's own recurrence, with every field that the type does not use dropped to a neutral value. */

export const DAYS_OF_WEEK = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;
export type DayOfWeek = (typeof DAYS_OF_WEEK)[number];

export const WEEK_INDEXES = ['first', 'second', 'third', 'fourth', 'last'] as const;
type WeekIndex = (typeof WEEK_INDEXES)[number];

export const PATTERN_TYPES = [
  'daily',
  'weekly',
  'absoluteMonthly',
  'relativeMonthly',
  'absoluteYearly',
  'relativeYearly',
] as const;
export type PatternType = (typeof PATTERN_TYPES)[number];

/** Source: Microsoft Graph, resource type recurrencePattern. */
export interface RecurrencePattern {
  readonly type: PatternType;
  /** In days, weeks, months or years; at least 1. */
  readonly interval: number;
  /** 1 to 12; yearly types only, else 0. */
  readonly month: number;
  /** 1 to 31; absolute types only, else 0. Past the month's end it means the month's last day. */
  readonly dayOfMonth: number;
  readonly daysOfWeek: readonly DayOfWeek[];
  readonly firstDayOfWeek: DayOfWeek;
  readonly index: WeekIndex;
}

/** Source: Microsoft Graph, resource type recurrenceRange. Dates are `YYYY-MM-DD`. */
export interface RecurrenceRange {
  readonly type: 'endDate' | 'noEnd' | 'numbered';
  readonly startDate: string;
  /** Inclusive; read only when the type is `endDate`. */
  readonly endDate: string | null;
  /** Read only when the type is `numbered`. */
  readonly numberOfOccurrences: number;
  /** As given: a Windows or IANA name, or empty. */
  readonly recurrenceTimeZone: string;
}

/**
 * Where periods are counted from when `startDate` does not fit the pattern: the
 * period of the first day that fits (Microsoft's worked example of a first
 * Thursday every two months), or the period of `startDate` itself (MS-OXOCAL).
 */
export type RecurrencePhase = 'first-fit' | 'range-start';

export interface Recurrence {
  readonly pattern: RecurrencePattern;
  readonly range: RecurrenceRange;
  /** Decided when the series is written, and kept; absent means `first-fit`. Not on the wire. */
  readonly phase?: RecurrencePhase;
}
