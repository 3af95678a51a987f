/**
 * Fills a demo mailbox around a day: the week that holds it is always lively. Times
 * of day and ids are fixed; only the dates follow the calendar.
 */
import { createEvent } from '../mailbox/create-event.ts';
import { deleteEvent } from '../mailbox/delete-event.ts';
import type { DraftTime } from '../mailbox/event-draft.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import type { MailboxItem, SimLocation } from '../mailbox/types.ts';
import { updateEvent } from '../mailbox/update-event.ts';
import { dayFromIso, isoFromDay, weekdayOf } from '../recurrence/civil-date.ts';
import { occurrenceDays } from '../recurrence/occurrence-days.ts';
import { ianaZone, wallOfInstant } from '../recurrence/time-zones.ts';
import type { DemoEvent } from './demo-event.ts';
import { demoPlan } from './demo-plan.ts';

/** What a plan counts its days from: the Monday of the week, in the owner's zone. */
interface DemoWeek {
  readonly monday: number;
  readonly today: number;
}

function location(name: string): SimLocation {
  return {
    displayName: name,
    locationType: 'default',
    uniqueId: name,
    uniqueIdType: 'private',
    locationUri: null,
    address: null,
  };
}

function timeOn(
  day: number,
  clock: string,
  minutes: number,
  timeZone: string,
): { start: DraftTime; end: DraftTime } {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  const at = (total: number): DraftTime => ({
    dateTime: `${isoFromDay(day + Math.floor(total / 1440))}T${new Date((((total % 1440) + 1440) % 1440) * 60_000).toISOString().slice(11, 19)}`,
    timeZone,
  });
  return { start: at(hour * 60 + minute), end: at(hour * 60 + minute + minutes) };
}

function timesOf(event: DemoEvent, day: number, zone: string): { start: DraftTime; end: DraftTime } {
  if (event.days === undefined) return timeOn(day, event.at ?? '09:00', event.minutes ?? 30, zone);
  const midnight = (on: number): DraftTime => ({ dateTime: `${isoFromDay(on)}T00:00:00`, timeZone: zone });
  return { start: midnight(day), end: midnight(day + event.days) };
}

/** The nth occurrence on or after today (negative: before it). */
function nearbyDate(item: MailboxItem, nth: number, today: number): string | undefined {
  if (item.kind !== 'series') return undefined;
  const days =
    nth > 0
      ? occurrenceDays(item.recurrence, today, today + 400)[nth - 1]
      : occurrenceDays(item.recurrence, today - 400, today - 1).at(nth);
  return days === undefined ? undefined : isoFromDay(days);
}

function editOccurrences(
  mailbox: Mailbox,
  item: MailboxItem,
  event: DemoEvent,
  today: number,
  zone: string,
): void {
  for (const edit of event.occurrences ?? []) {
    const date = nearbyDate(item, edit.nth, today);
    if (date === undefined) continue;
    const reference = { key: item.key, date };
    if (edit.cancelled === true) deleteEvent(mailbox, reference);
    else {
      const day = dayFromIso(date) + (edit.movedDays ?? 0);
      const clock = edit.at ?? event.at;
      updateEvent(mailbox, reference, {
        content: {
          ...(edit.subject === undefined ? {} : { subject: edit.subject }),
          ...(edit.location === undefined ? {} : { locations: [location(edit.location)] }),
        },
        ...(clock === undefined || event.days !== undefined
          ? {}
          : timeOn(day, clock, edit.minutes ?? event.minutes ?? 30, zone)),
      });
    }
  }
}

function addEvent(mailbox: Mailbox, event: DemoEvent, week: DemoWeek): void {
  const calendar = mailbox.calendars().find(({ name }) => name === event.calendar);
  if (calendar === undefined) return;
  const zone = event.zone ?? mailbox.user.timeZone;
  const day =
    event.date === undefined
      ? week.monday + (event.day ?? 0)
      : dayFromIso(event.date(isoFromDay(week.monday)));
  const createdMs = (Math.min(day, week.today) - 20) * 86_400_000 + 9 * 3_600_000;
  const recurrence =
    event.repeat === undefined
      ? null
      : {
          pattern: {
            interval: 1,
            month: 0,
            dayOfMonth: 0,
            daysOfWeek: [],
            firstDayOfWeek: 'sunday' as const,
            index: 'first' as const,
            ...event.repeat,
          },
          range: {
            type:
              event.count === undefined
                ? event.untilDay === undefined
                  ? ('noEnd' as const)
                  : ('endDate' as const)
                : ('numbered' as const),
            startDate: isoFromDay(day),
            endDate: event.untilDay === undefined ? null : isoFromDay(week.monday + event.untilDay),
            numberOfOccurrences: event.count ?? 0,
            recurrenceTimeZone: zone,
          },
        };
  const item = createEvent(
    mailbox,
    calendar.id,
    {
      content: {
        subject: event.subject,
        body: {
          contentType: 'html',
          content:
            event.body === undefined ? '' : `<html><head></head><body><p>${event.body}</p></body></html>`,
        },
        ...(event.location === undefined ? {} : { locations: [location(event.location)] }),
        ...(event.attendees === undefined
          ? {}
          : {
              attendees: event.attendees.map((person) => ({
                ...person,
                type: 'required' as const,
                status: { response: 'none' as const, at: null },
              })),
            }),
        ...(event.teams === undefined ? {} : { isOnlineMeeting: true }),
        ...event.more,
      },
      ...timesOf(event, day, zone),
      isAllDay: event.days !== undefined,
      recurrence,
    },
    {
      seed: `${mailbox.user.id}/demo/${event.slug}`,
      createdMs,
      ...(event.organizer === undefined ? {} : { organizer: event.organizer }),
      ...(event.teams === undefined ? {} : { teams: { generation: event.teams } }),
    },
  );
  editOccurrences(mailbox, item, event, week.today, zone);
}

/** `nowMs` is the clock at start or reset. Tells no listener. */
export function fillDemoMailbox(mailbox: Mailbox, nowMs: number): void {
  const today = wallOfInstant(ianaZone(mailbox.user.timeZone) ?? 'UTC', nowMs).day;
  const week: DemoWeek = { today, monday: today - ((weekdayOf(today) + 6) % 7) };
  mailbox.quietly(today * 86_400_000, () => {
    for (const event of demoPlan(mailbox.user)) addEvent(mailbox, event, week);
  });
}
