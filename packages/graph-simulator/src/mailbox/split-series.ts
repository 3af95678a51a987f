/**
 * "This and following": Outlook ends the series before a date and makes a new one from
 * that date on, with an id and an iCalUId of its own. Graph has no call for it.
 * Source: calendar facts 2.4 [I]; what becomes of exceptions after the date is on no page,
 * and as with any new pattern they are dropped.
 */
import { dayFromIso, isoFromDay } from '../recurrence/civil-date.ts';
import { occurrenceDays } from '../recurrence/occurrence-days.ts';
import type { Recurrence } from '../recurrence/types.ts';
import { hashHex } from '../world/seeded.ts';
import { EditError, itemNotFound } from './edit-error.ts';
import type { EventPatch } from './event-draft.ts';
import { hasOccurrence } from './expand-series.ts';
import type { EventReference } from './ids.ts';
import type { Mailbox } from './mailbox.ts';
import type { EventContent, MailboxItem, SeriesMaster } from './types.ts';
import { editedItem, updateEvent } from './update-event.ts';

function endingBefore(series: SeriesMaster, date: string): SeriesMaster {
  const { range } = series.recurrence;
  const endDate = isoFromDay(dayFromIso(date) - 1);
  return {
    ...series,
    recurrence: {
      ...series.recurrence,
      range: { ...range, type: 'endDate', endDate, numberOfOccurrences: 0 },
    },
    exceptions: new Map([...series.exceptions].filter(([of]) => of < date)),
    cancelled: new Set([...series.cancelled].filter((of) => of < date)),
  };
}

/** What is left of a numbered range is counted by the pattern: deleted dates count, too. */
function beginningAt({ recurrence }: SeriesMaster, date: string): Recurrence {
  const { range } = recurrence;
  const first = dayFromIso(range.startDate);
  const passed = occurrenceDays(recurrence, first, dayFromIso(date) - 1).length;
  return {
    ...recurrence,
    range: {
      ...range,
      startDate: date,
      numberOfOccurrences: range.type === 'numbered' ? range.numberOfOccurrences - passed : 0,
    },
  };
}

/** The new series is a meeting that nobody has answered yet. */
function newContent({ content }: SeriesMaster): EventContent {
  return {
    ...content,
    transactionId: null,
    attendees: content.attendees.map(({ name, address, type }) => ({
      name,
      address,
      type,
      status: { response: 'none', at: null },
    })),
  };
}

/**
 * `reference` names the first occurrence of the new series, `patch` is what is different from it
 * on. At the first date of a series nothing is split: the whole of it is changed.
 * @throws EditError for what is no occurrence, an attendee's copy, or a read-only calendar.
 */
export function splitSeries(mailbox: Mailbox, reference: EventReference, patch: EventPatch): MailboxItem {
  const { key, date } = reference;
  const series = mailbox.find(key);
  if (series?.kind !== 'series' || date === null || !hasOccurrence(series, date)) throw itemNotFound();
  if (mailbox.calendar(series.calendarId)?.canEdit !== true || !series.content.isOrganizer)
    throw new EditError('ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
  if (date === series.firstDate) return updateEvent(mailbox, { key, date: null }, patch);
  const modifiedMs = mailbox.now();
  const { meeting: _meeting, pendingLinks: _links, ...rest } = series;
  const following: SeriesMaster = {
    ...rest,
    key: hashHex(mailbox.nextCreationSeed(), 12),
    content: newContent(series),
    recurrence: beginningAt(series, date),
    firstDate: date,
    exceptions: new Map(),
    cancelled: new Set(),
    createdMs: modifiedMs,
    modifiedMs,
    change: series.change,
  };
  // Made before the old one is touched: a refused edit must leave everything as it is.
  const made = editedItem(mailbox, following, null, patch);
  mailbox.put({ ...endingBefore(series, date), change: mailbox.takeChange(), modifiedMs });
  const begun = { ...made, change: mailbox.takeChange() };
  mailbox.put(begun);
  return begun;
}

/** Deletes an occurrence and all after it; from the first date on, the whole series. */
export function endSeries(mailbox: Mailbox, { key, date }: EventReference): void {
  const series = mailbox.find(key);
  if (series?.kind !== 'series' || date === null || !hasOccurrence(series, date)) throw itemNotFound();
  if (mailbox.calendar(series.calendarId)?.canEdit !== true || !series.content.isOrganizer)
    throw new EditError('ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
  if (date === series.firstDate) mailbox.remove(series);
  else
    mailbox.put({
      ...endingBefore(series, date),
      change: mailbox.takeChange(),
      modifiedMs: mailbox.now(),
    });
}
