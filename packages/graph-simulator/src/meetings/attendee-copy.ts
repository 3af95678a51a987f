/**
 * The copy of a meeting that stands in an attendee's mailbox, made from the organizer's
 * item and from what the copy said before: answers, categories and reminders are its own.
 * Pure but for the numbers it takes from the mailbox. Source: facts 3.4 to 3.6; MS-OXOCAL.
 */
import { hashHex } from '../world/seeded.ts';
import type { SimulatorSwitches } from '../world/switches.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import type {
  EventContent,
  MailboxItem,
  MeetingName,
  SeriesException,
  SeriesMaster,
} from '../mailbox/types.ts';
import {
  concernsGuests,
  invites,
  ownOverrides,
  sharedContent,
  sharedOverrides,
  timesText,
} from './shared-content.ts';

const PREFIXES: Record<SimulatorSwitches['cancelledSubject'], string> = {
  english: 'Canceled: ',
  german: 'Abgesagt: ',
  twice: 'Canceled: Canceled: ',
  unchanged: '',
};

export interface CopyOrder {
  readonly meeting: MeetingName;
  readonly attendee: Mailbox;
  /** The organizer's item, before and after the edit. */
  readonly before: MailboxItem | null;
  readonly after: MailboxItem;
  /** The copy that stands in the mailbox; undefined for who is invited anew. */
  readonly copy: MailboxItem | undefined;
}

/** What an unanswered invitation looks like. */
const UNANSWERED = {
  responseStatus: { response: 'notResponded', at: null },
  showAs: 'tentative',
  isCancelled: false,
} as const;

export function cancelledContent(
  subject: string | null,
  switches: SimulatorSwitches,
): Pick<EventContent, 'subject' | 'isCancelled' | 'showAs'> {
  return {
    subject: `${PREFIXES[switches.cancelledSubject]}${subject ?? ''}`,
    isCancelled: true,
    showAs: 'free',
  };
}

/** The whole meeting as it stands after its cancellation, exceptions and all. */
export function cancelledCopy(attendee: Mailbox, copy: MailboxItem): MailboxItem {
  const { switches } = attendee;
  const changed = { change: attendee.takeChange(), modifiedMs: attendee.now() };
  const content = { ...copy.content, ...cancelledContent(copy.content.subject, switches) };
  if (copy.kind === 'single') return { ...copy, ...changed, content };
  const exceptions = [...copy.exceptions].map(([date, exception]): [string, SeriesException] => {
    const { overrides } = exception;
    if (overrides.isCancelled === true) return [date, exception];
    const { subject, ...marks } = cancelledContent(overrides.subject ?? null, switches);
    const renamed = overrides.subject === undefined ? {} : { subject };
    return [date, { ...exception, ...changed, overrides: { ...overrides, ...marks, ...renamed } }];
  });
  return { ...copy, ...changed, content, exceptions: new Map(exceptions) };
}

function copiedContent({ attendee, before, after, copy }: CopyOrder): EventContent {
  const shared = sharedContent(after.content, attendee.user.mail);
  if (copy === undefined)
    return {
      ...after.content,
      ...shared,
      ...UNANSWERED,
      categories: [],
      isOrganizer: false,
      isReminderOn: true,
      reminderMinutesBeforeStart: 15,
      transactionId: null,
    };
  const isMoved = before !== null && timesText(before) !== timesText(after);
  const asksAgain = isMoved && attendee.switches.movedMeetingResponses === 'reset';
  return {
    ...copy.content,
    ...shared,
    isCancelled: false,
    ...(asksAgain || copy.content.isCancelled ? UNANSWERED : {}),
  };
}

interface Exceptions {
  readonly exceptions: ReadonlyMap<string, SeriesException>;
  readonly cancelled: ReadonlySet<string>;
}

function copiedExceptions(order: CopyOrder, series: SeriesMaster, change: number): Exceptions {
  const { attendee, before, copy } = order;
  const address = attendee.user.mail;
  const keeps = before !== null && timesText(before) === timesText(series);
  const old = keeps && copy?.kind === 'series' ? copy : null;
  const earlier = before?.kind === 'series' ? before : null;
  const modifiedMs = attendee.now();
  const exceptions = new Map(
    [...(old?.exceptions ?? [])].filter(([date]) => !series.cancelled.has(date) || copyIsGone(old, date)),
  );
  const cancelled = new Set(old?.cancelled);
  const put = (date: string, overrides: Partial<EventContent>, times: SeriesException['times']): void => {
    const createdMs = exceptions.get(date)?.createdMs ?? modifiedMs;
    exceptions.set(date, { date, overrides, times, createdMs, modifiedMs, change });
    cancelled.delete(date);
  };
  for (const exception of series.exceptions.values()) {
    const { date, times, overrides } = exception;
    if (old !== null && earlier?.exceptions.get(date) === exception) continue;
    if (!concernsGuests(series, exception)) continue;
    const had = old?.exceptions.get(date);
    const invited = { ...series.content, ...overrides }.attendees;
    if (!invites(invited, address)) {
      put(date, { ...had?.overrides, ...cancelledContent(series.content.subject, attendee.switches) }, times);
      continue;
    }
    const moved = JSON.stringify(earlier?.exceptions.get(date)?.times ?? null) !== JSON.stringify(times);
    const asksAgain = moved && attendee.switches.movedMeetingResponses === 'reset';
    const own = had === undefined ? {} : ownOverrides(had.overrides);
    put(
      date,
      {
        ...own,
        ...sharedOverrides(series.content, overrides, address),
        ...(asksAgain && copy !== undefined ? UNANSWERED : {}),
      },
      times,
    );
  }
  for (const date of series.cancelled) {
    if (earlier?.cancelled.has(date) === true && old !== null) {
      const kept = old.exceptions.get(date);
      if (kept !== undefined) exceptions.set(date, kept);
      continue;
    }
    // Whoever is invited after a date was taken out never had it.
    if (copy === undefined || old === null) cancelled.add(date);
    else if (!cancelled.has(date)) {
      const had = old.exceptions.get(date);
      const subject = had?.overrides.subject ?? series.content.subject;
      put(date, { ...had?.overrides, ...cancelledContent(subject, attendee.switches) }, had?.times ?? null);
    }
  }
  return { exceptions, cancelled };
}

function copyIsGone(copy: SeriesMaster | null, date: string): boolean {
  return copy?.exceptions.get(date)?.overrides.isCancelled === true;
}

/** Takes a number of change; the caller puts the copy into the mailbox. */
export function attendeeCopy(order: CopyOrder): MailboxItem {
  const { meeting, attendee, after, copy } = order;
  const change = attendee.takeChange();
  const now = attendee.now();
  const base = {
    key: copy?.key ?? hashHex(attendee.nextCreationSeed(), 12),
    calendarId: copy?.calendarId ?? attendee.defaultCalendarId,
    meeting,
    ...(after.zoneNames === undefined ? {} : { zoneNames: after.zoneNames }),
    content: copiedContent(order),
    createdMs: copy?.createdMs ?? now,
    modifiedMs: now,
    change,
  };
  if (after.kind === 'single') return { ...base, kind: 'single', times: after.times };
  const { range } = after.recurrence;
  const isNameless = after.times.isAllDay && attendee.switches.attendeeSeriesZone === 'empty';
  return {
    ...base,
    kind: 'series',
    recurrence: isNameless
      ? { ...after.recurrence, range: { ...range, recurrenceTimeZone: '' } }
      : after.recurrence,
    times: after.times,
    firstDate: after.firstDate,
    ...copiedExceptions(order, after, change),
  };
}
