/**
 * The value of an RRULE (RFC 5545, 3.3.10) as the parts that can be put into words. Pure, never throws:
 * undefined for what is malformed, and for parts that are not known here, which could change what others mean.
 */
const frequencies = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;
type Frequency = (typeof frequencies)[number];

interface RuleDay {
  /** 1 is Monday. */
  readonly weekday: number;
  /** `-1FR`: the last Friday. */
  readonly nth: number | undefined;
}

export interface Rule {
  readonly frequency: Frequency;
  readonly interval: number;
  readonly days: readonly RuleDay[];
  readonly monthDays: readonly number[];
  readonly month: number | undefined;
  readonly position: number | undefined;
  readonly count: number | undefined;
  /** A date, or an instant in UTC. */
  readonly until: Temporal.PlainDate | Temporal.Instant | undefined;
}

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const KNOWN = new Set([
  'FREQ',
  'INTERVAL',
  'BYDAY',
  'BYMONTHDAY',
  'BYMONTH',
  'BYSETPOS',
  'COUNT',
  'UNTIL',
  'WKST',
]);

export function parseRrule(text: string): Rule | undefined {
  const parts = partsOf(text);
  if (parts === undefined) return undefined;
  try {
    return ruleOf(parts);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function partsOf(text: string): Map<string, string> | undefined {
  const parts = new Map<string, string>();
  for (const part of text.split(';')) {
    const [name = '', value = '', ...more] = part.split('=');
    if (!KNOWN.has(name) || value === '' || more.length > 0 || parts.has(name)) return undefined;
    parts.set(name, value);
  }
  return parts;
}

/** @throws RangeError for a value that the grammar does not allow */
function ruleOf(parts: ReadonlyMap<string, string>): Rule {
  const frequency = frequencies.find((each) => each === parts.get('FREQ'));
  if (frequency === undefined) throw new RangeError('FREQ');
  const list = (name: string): string[] => parts.get(name)?.split(',') ?? [];
  const until = parts.get('UNTIL');
  return {
    frequency,
    interval: one(parts.get('INTERVAL'), 1, 99_999) ?? 1,
    days: list('BYDAY').map(ruleDay),
    monthDays: list('BYMONTHDAY').map((value) => integer(value, -31, 31)),
    month: one(parts.get('BYMONTH'), 1, 12),
    position: one(parts.get('BYSETPOS'), -366, 366),
    count: one(parts.get('COUNT'), 1, 999_999),
    until: until === undefined ? undefined : untilOf(until),
  };
}

function one(value: string | undefined, least: number, most: number): number | undefined {
  return value === undefined ? undefined : integer(value, least, most);
}

function integer(value: string, least: number, most: number): number {
  const number = /^[+-]?\d{1,6}$/.test(value) ? Number(value) : 0;
  if (number === 0 || number < least || number > most) throw new RangeError(value);
  return number;
}

function ruleDay(value: string): RuleDay {
  const [, nth = '', name = ''] = /^([+-]?\d{1,2})?(\w\w)$/.exec(value) ?? [];
  const weekday = WEEKDAYS.indexOf(name) + 1;
  if (weekday === 0) throw new RangeError(value);
  return { weekday, nth: nth === '' ? undefined : integer(nth, -53, 53) };
}

function untilOf(value: string): Temporal.PlainDate | Temporal.Instant {
  if (/^\d{8}$/.test(value)) return Temporal.PlainDate.from(value);
  if (!/^\d{8}T\d{6}Z$/.test(value)) throw new RangeError(value);
  return Temporal.Instant.from(value);
}
