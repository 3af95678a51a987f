/**
 * The dates a query asks for. Pure: texts of a request → instants for timed events, wall dates for
 * all-day events, which float: the date that the asking person wrote counts, not its UTC date.
 * Knows no table and no route.
 */
export interface AskedRange {
  readonly start: Date;
  /** Exclusive. */
  readonly end: Date;
  /** YYYY-MM-DD. */
  readonly startDate: string;
  /** YYYY-MM-DD, exclusive. */
  readonly endDate: string;
}

/** The value of `field` cannot be used; the message is for the person who sent it. */
export class RangeFieldError extends Error {
  readonly field: 'start' | 'end';

  constructor(field: 'start' | 'end', message: string) {
    super(message);
    this.name = 'RangeFieldError';
    this.field = field;
  }
}

export interface RangeRules {
  readonly defaultDays: number;
  readonly longestDays: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const DAY_MS = 86_400_000;

/** RFC 3339 section 5.6: seconds and an offset are required. */
const RFC_3339 =
  /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(\.\d{1,9})?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

interface Moment {
  readonly at: number;
  readonly date: string;
  readonly isMidnight: boolean;
}

/** @throws RangeFieldError */
export function askedRange(
  asked: { readonly start?: string | undefined; readonly end?: string | undefined },
  rules: RangeRules,
): AskedRange {
  const start = asked.start === undefined ? momentOf(rules.now) : readMoment('start', asked.start);
  const end =
    asked.end === undefined ? momentOf(start.at + rules.defaultDays * DAY_MS) : readMoment('end', asked.end);
  if (end.at <= start.at) {
    throw new RangeFieldError(
      'end',
      asked.start === undefined
        ? 'must be after now, because start is not given'
        : 'must be after start; an end is exclusive',
    );
  }
  if (end.at - start.at > rules.longestDays * DAY_MS) {
    throw new RangeFieldError('end', `must be at most ${rules.longestDays} days after start`);
  }
  return {
    start: new Date(start.at),
    end: new Date(end.at),
    startDate: start.date,
    endDate: end.isMidnight ? end.date : dayAfter(end.date),
  };
}

function readMoment(field: 'start' | 'end', text: string): Moment {
  const parts = RFC_3339.exec(text);
  if (parts === null) throw new RangeFieldError(field, hint(text));
  const [, date = '', time = '', fraction = ''] = parts;
  try {
    const at = Temporal.Instant.from(text).epochMilliseconds;
    return { at, date, isMidnight: time === '00:00:00' && !/[1-9]/.test(fraction) };
  } catch {
    throw new RangeFieldError(field, 'is no date and time that exists');
  }
}

function hint(text: string): string {
  if (/ \d{2}:\d{2}$/.test(text)) {
    return 'must be RFC 3339 with an offset; in a URL the + of an offset is written %2B';
  }
  return 'must be a date and time with an offset (RFC 3339), such as 2026-03-01T00:00:00Z or 2026-03-01T00:00:00+01:00';
}

function momentOf(at: number): Moment {
  const text = new Date(at).toISOString();
  return { at, date: text.slice(0, 10), isMidnight: text.endsWith('T00:00:00.000Z') };
}

function dayAfter(date: string): string {
  return Temporal.PlainDate.from(date).add({ days: 1 }).toString();
}
