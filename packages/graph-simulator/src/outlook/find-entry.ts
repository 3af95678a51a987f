/** What a link or form of the page points at: an event, a series, or one occurrence of it. */
import type { Fields } from '../http/fields.ts';
import { isIsoDate } from '../mailbox/event-times.ts';
import { rowContent, rowTimes } from '../mailbox/event-row.ts';
import { hasOccurrence, patternTimes } from '../mailbox/expand-series.ts';
import type { EventReference } from '../mailbox/ids.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import type { EventContent, EventTimes, MailboxItem, SimCalendar } from '../mailbox/types.ts';

export interface Entry {
  readonly reference: EventReference;
  readonly item: MailboxItem;
  readonly calendar: SimCalendar;
  readonly content: EventContent;
  readonly times: EventTimes;
}

/** Undefined for what is not, or no longer, in the mailbox. */
export function findEntry(mailbox: Mailbox, fields: Fields): Entry | undefined {
  const item = mailbox.find(fields.get('event') ?? '');
  const calendar = item === undefined ? undefined : mailbox.calendar(item.calendarId);
  if (item === undefined || calendar === undefined) return undefined;
  const date = fields.get('occurrence') ?? '';
  const reference = { key: item.key, date: date === '' ? null : date };
  if (reference.date === null) {
    const row = { item, instance: null };
    return { reference, item, calendar, content: rowContent(row), times: rowTimes(row) };
  }
  if (item.kind !== 'series' || !isIsoDate(reference.date) || !hasOccurrence(item, reference.date))
    return undefined;
  const exception = item.exceptions.get(reference.date) ?? null;
  const times = exception?.times ?? patternTimes(item, reference.date);
  const row = { item, instance: { date: reference.date, times, exception } };
  return { reference, item, calendar, content: rowContent(row), times };
}
