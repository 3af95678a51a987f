/**
 * What Graph's pattern means, day by day, with no rule and no cleverness: the second opinion that
 * the rules are compared with. A period counts from the one that holds the first fitting day.
 */
export interface DayPattern {
  readonly type: string;
  readonly interval: number;
  readonly month: number;
  readonly dayOfMonth: number;
  readonly daysOfWeek: readonly string[];
  readonly firstDayOfWeek: string;
  readonly index: string;
}

const names = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

export function graphDays(pattern: DayPattern, startDate: string, count: number): string[] {
  const found: string[] = [];
  let anchor: number | undefined;
  let day = Temporal.PlainDate.from(startDate);
  for (let steps = 0; found.length < count && steps < 60_000; steps += 1) {
    if (falls(pattern, day)) {
      const period = periodOf(pattern, day);
      anchor ??= period;
      if ((period - anchor) % pattern.interval === 0) found.push(day.toString());
    }
    day = day.add({ days: 1 });
  }
  return found;
}

function falls(pattern: DayPattern, day: Temporal.PlainDate): boolean {
  const listed = (date: Temporal.PlainDate): boolean =>
    pattern.daysOfWeek.includes(names[date.dayOfWeek - 1] ?? '');
  const month = pattern.type.endsWith('Yearly') ? pattern.month : day.month;
  if (day.month !== month) return false;
  if (pattern.type === 'daily') return true;
  if (pattern.type === 'weekly') return listed(day);
  if (pattern.type.startsWith('absolute')) return day.day === Math.min(pattern.dayOfMonth, day.daysInMonth);
  const candidates = Array.from({ length: day.daysInMonth }, (_, index) =>
    day.with({ day: index + 1 }),
  ).filter(listed);
  const chosen =
    pattern.index === 'last'
      ? candidates.at(-1)
      : candidates[['first', 'second', 'third', 'fourth'].indexOf(pattern.index)];
  return chosen !== undefined && chosen.equals(day);
}

function periodOf(pattern: DayPattern, day: Temporal.PlainDate): number {
  const epochDay = Math.round(Temporal.PlainDate.from('1970-01-01').until(day).total('days'));
  if (pattern.type === 'daily') return epochDay;
  if (pattern.type === 'weekly') {
    // 1970-01-01 was a Thursday: day -3 is the Monday of its week.
    return Math.floor((epochDay + 3 - names.indexOf(pattern.firstDayOfWeek)) / 7);
  }
  return pattern.type.endsWith('Yearly') ? day.year : day.year * 12 + day.month;
}
