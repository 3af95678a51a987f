import { count } from '../counted.ts';

/** `every 2 weeks` */
function every(interval: number, one: string, many: string): string {
  return interval === 1 ? `Every ${one}` : `Every ${count(interval)} ${many}`;
}

function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(' ');
}

export const recurrenceTexts = {
  sentence: (pattern: string, end: string) => (end === '' ? pattern : `${pattern}, ${end}`),
  daily: (interval: number) => every(interval, 'day', 'days'),
  weekly: (interval: number, on: string | undefined) =>
    joined(every(interval, 'week', 'weeks'), on === undefined ? undefined : `on ${on}`),
  weekdays: (interval: number) =>
    interval === 1 ? 'Every weekday' : `Every ${count(interval)} weeks on weekdays`,
  monthly: (interval: number, on: string) => joined(every(interval, 'month', 'months'), on),
  yearly: (interval: number, on: string | undefined) => joined(every(interval, 'year', 'years'), on),
  onDate: (date: string) => `on ${date}`,
  onDay: (day: number) => `on day ${count(day)}`,
  onLastDay: 'on the last day',
  onDayOrLast: (day: number) => `on day ${count(day)}, or on the last day of shorter months`,
  onDateOrLast: (date: string, month: string) => `on ${date}, or on the last day of ${month}`,
  onNth: (ordinal: string, what: string) => `on the ${ordinal} ${what}`,
  inMonth: (on: string, month: string) => `${on} of ${month}`,
  anyDay: 'day',
  anyWeekday: 'weekday',
  anyWeekendDay: 'weekend day',
  ordinals: {
    '1': 'first',
    '2': 'second',
    '3': 'third',
    '4': 'fourth',
    '5': 'fifth',
    '-1': 'last',
    '-2': 'second to last',
  } as Readonly<Record<string, string>>,
  times: (times: number) => (times === 1 ? 'once' : `${count(times)} times`),
  until: (date: string) => `until ${date}`,
} as const;
