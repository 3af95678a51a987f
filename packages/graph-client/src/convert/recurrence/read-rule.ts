/**
 * Reads the text of an RRULE value: those parts that convertRecurrenceToRRule writes, in any order.
 * The text is read, not the pattern it was made of, so that what is expanded is what others get.
 * RFC 5545 section 3.3.10.
 */
import { dayOfText } from './civil-days.ts';

export interface ParsedRule {
  readonly frequency: 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';
  readonly interval: number;
  /** 1 to 12; only in yearly rules, and in all of them. */
  readonly month: number | undefined;
  readonly monthDays: readonly number[];
  /** `position` is 0 where the day stands without a number; weekdays are 1 (Monday) to 7. */
  readonly days: readonly { readonly position: number; readonly weekday: number }[];
  readonly setPosition: number | undefined;
  readonly weekStart: number;
  readonly count: number | undefined;
  /** The last day of a series of dates. */
  readonly untilDay: number | undefined;
  /** The last moment of a timed series, in ms since 1970. */
  readonly untilInstant: number | undefined;
}

const names = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const known = new Set([
  'FREQ',
  'INTERVAL',
  'BYMONTH',
  'BYMONTHDAY',
  'BYDAY',
  'BYSETPOS',
  'WKST',
  'COUNT',
  'UNTIL',
]);

/** @throws RangeError for a rule with parts or values that Graph's patterns never lead to. */
export function readRule(text: string): ParsedRule {
  const parts = new Map(
    text.split(';').map((part): [string, string] => {
      const [name = '', value = ''] = part.split('=');
      if (!known.has(name) || value === '') throw new RangeError(`A rule has an unknown part ${name}.`);
      return [name, value];
    }),
  );
  const number = (name: string): number | undefined => {
    const value = parts.get(name);
    return value === undefined ? undefined : integer(value);
  };
  const frequency = readFrequency(parts.get('FREQ'));
  const month = number('BYMONTH');
  if ((frequency === 'YEARLY') !== (month !== undefined))
    throw new RangeError('A rule names a month if it is yearly, and only then.');
  return {
    frequency,
    interval: number('INTERVAL') ?? 1,
    month,
    monthDays: (parts.get('BYMONTHDAY')?.split(',') ?? []).map(integer),
    days: (parts.get('BYDAY')?.split(',') ?? []).map(readDay),
    setPosition: number('BYSETPOS'),
    weekStart: weekday(parts.get('WKST') ?? 'MO'),
    count: number('COUNT'),
    ...readUntil(parts.get('UNTIL')),
  };
}

function readFrequency(text: string | undefined): ParsedRule['frequency'] {
  if (text === 'DAILY' || text === 'WEEKLY' || text === 'MONTHLY' || text === 'YEARLY') return text;
  throw new RangeError('A rule has no frequency that Graph knows.');
}

function readDay(text: string): { position: number; weekday: number } {
  const position = text.slice(0, -2);
  return { position: position === '' ? 0 : integer(position), weekday: weekday(text.slice(-2)) };
}

function weekday(name: string): number {
  const index = names.indexOf(name);
  if (index === -1) throw new RangeError(`A rule has an unknown day ${name}.`);
  return index + 1;
}

function integer(text: string): number {
  if (!/^-?\d{1,5}$/.test(text)) throw new RangeError(`A rule has ${text} where a number belongs.`);
  return Number(text);
}

function readUntil(text: string | undefined): Pick<ParsedRule, 'untilDay' | 'untilInstant'> {
  const match = /^(\d{8})(?:T(\d{2})(\d{2})(\d{2})Z)?$/.exec(text ?? '');
  if (text !== undefined && match === null) throw new RangeError('A rule has no readable end.');
  if (match === null) return { untilDay: undefined, untilInstant: undefined };
  const [, date = '', hours, minutes, seconds] = match;
  const day = dayOfText(date);
  if (hours === undefined) return { untilDay: day, untilInstant: undefined };
  const time = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return { untilDay: undefined, untilInstant: (day * 86_400 + time) * 1_000 };
}
