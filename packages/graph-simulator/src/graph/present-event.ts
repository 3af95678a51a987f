/**
 * An event as Graph writes it: key order, spellings and fillers as in captured
 * answers. Source: Microsoft Graph, resource type event, and the v1.0 metadata.
 */
import { changeKeyOf } from '../mailbox/change-key.ts';
import { eventUids } from '../mailbox/ical-uid.ts';
import { eventId, type EventReference, type IdFormat, respelled } from '../mailbox/ids.ts';
import { maskedContent } from '../sharing/mask-content.ts';
import type { CalendarRights } from '../sharing/calendar-roles.ts';
import { patternTimes } from '../mailbox/expand-series.ts';
import type {
  EventContent,
  EventTimes,
  MailboxItem,
  SimAttendee,
  SimBody,
  SimLocation,
  SimPerson,
  SimResponse,
  ZoneNames,
} from '../mailbox/types.ts';
import { wallOfInstant } from '../recurrence/time-zones.ts';
import { isoFromDay } from '../recurrence/civil-date.ts';
import type { Recurrence } from '../recurrence/types.ts';
import type { SimulatorSwitches } from '../world/switches.ts';
import type { SimUser } from '../world/types.ts';
import { type EventRow, rowContent, rowTimes, rowType } from '../mailbox/event-row.ts';
import { bodyPreview, htmlOf, pageOf, plainText } from '../mailbox/plain-text.ts';
import { presentAttachment } from './present-attachment.ts';
import type { Preferences } from './preferences.ts';
import type {
  WireAttendee,
  WireEvent,
  WireLocation,
  WireRecipient,
  WireRecurrence,
  WireRemoved,
  WireResponse,
  WireStub,
  WireTime,
} from './wire-types.ts';

export type GraphJson = Record<string, unknown>;

/** How one caller wants events shown. */
export interface EventView {
  /** Whose mailbox holds them. */
  readonly owner: SimUser;
  /** Where their ids are those of a copy, in the mailbox of somebody whom the calendar was shared with. */
  readonly copy?: { readonly user: SimUser; readonly calendarId: string };
  /** What its reader may see of them and do to them; everything where this is left out. */
  readonly rights?: CalendarRights;
  readonly preferences: Preferences;
  /** False with Calendars.ReadBasic alone: no body. */
  readonly withBody: boolean;
  readonly originalStartForm: SimulatorSwitches['originalStartForm'];
  readonly textBodies: SimulatorSwitches['textBodies'];
  /** With keys that no description holds. */
  readonly undeclared: boolean;
  readonly withAttachments?: boolean;
  /** Occurrences and exceptions under other ids than delta gives them. */
  readonly respellsOccurrences?: boolean;
}

/** Keys that answers were seen with and no description holds. Source: calendar facts 3.1 Q&A 712530 [F]. */
const UNDECLARED = {
  IsRoomRequested: false,
  AutoRoomBookingStatus: 'None',
  AutoRoomBookingOptions: null,
  OccurrenceId: null,
} as const;

const NEVER = '0001-01-01T00:00:00Z';

function stamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, -1)}0000Z`;
}

function wallTime(ms: number, zone: string): string {
  if (zone === 'UTC') return `${new Date(ms).toISOString().slice(0, 19)}.0000000`;
  const { day, seconds } = wallOfInstant(zone, ms);
  return `${isoFromDay(day)}T${new Date(seconds * 1000).toISOString().slice(11, 19)}.0000000`;
}

function startAndEnd(times: EventTimes, { zone, zoneName }: Preferences): [start: WireTime, end: WireTime] {
  if (times.allDay !== null) {
    // A day is a day in every zone: the label changes, the date does not.
    const midnight = (date: string): WireTime => ({
      dateTime: `${date}T00:00:00.0000000`,
      timeZone: zoneName,
    });
    return [midnight(times.allDay.start), midnight(times.allDay.end)];
  }
  return [
    { dateTime: wallTime(times.startMs, zone), timeZone: zoneName },
    { dateTime: wallTime(times.endMs, zone), timeZone: zoneName },
  ];
}

/** UTC, or with the offset of the zone that was asked for. */
function originalStart(ms: number, { preferences, originalStartForm }: EventView): string {
  if (!preferences.zoneWasAsked || preferences.zone === 'UTC' || originalStartForm === 'utc')
    return `${new Date(ms).toISOString().slice(0, 19)}Z`;
  return Temporal.Instant.fromEpochMilliseconds(ms)
    .toZonedDateTimeISO(preferences.zone)
    .toString({ timeZoneName: 'never', smallestUnit: 'second' });
}

function recipient(person: SimPerson): WireRecipient {
  return { emailAddress: { name: person.name, address: person.address } };
}

function response({ response: given, at }: SimResponse): WireResponse {
  return { response: given, time: at === null ? NEVER : stamp(at) };
}

function attendee(person: SimAttendee, preferences: Preferences): WireAttendee {
  const { proposedNewTime: slot } = person;
  const { zone, zoneName } = preferences;
  return {
    type: person.type,
    status: response(person.status),
    ...recipient(person),
    ...(slot === undefined
      ? {}
      : {
          proposedNewTime: {
            start: { dateTime: wallTime(slot.startMs, zone), timeZone: zoneName },
            end: { dateTime: wallTime(slot.endMs, zone), timeZone: zoneName },
          },
        }),
  };
}

function location(place: SimLocation): WireLocation {
  return {
    displayName: place.displayName,
    ...(place.locationUri === null ? {} : { locationUri: place.locationUri }),
    ...(place.locationEmailAddress === undefined ? {} : { locationEmailAddress: place.locationEmailAddress }),
    locationType: place.locationType,
    ...(place.uniqueId === null ? {} : { uniqueId: place.uniqueId }),
    uniqueIdType: place.uniqueIdType,
    ...(place.address === null ? {} : { address: place.address }),
    ...(place.coordinates === undefined ? {} : { coordinates: place.coordinates }),
  };
}

/** Every field is in every answer; what the type does not use holds a filler. */
function patternedRecurrence({ pattern, range }: Recurrence, names: ZoneNames | undefined): WireRecurrence {
  return {
    pattern: {
      type: pattern.type,
      interval: pattern.interval,
      month: pattern.month,
      dayOfMonth: pattern.dayOfMonth,
      ...(pattern.daysOfWeek.length === 0 ? {} : { daysOfWeek: pattern.daysOfWeek }),
      firstDayOfWeek: pattern.firstDayOfWeek,
      index: pattern.index,
    },
    range: {
      type: range.type,
      startDate: range.startDate,
      endDate: range.type === 'endDate' ? range.endDate : '0001-01-01',
      recurrenceTimeZone: names?.recurrence ?? range.recurrenceTimeZone,
      numberOfOccurrences: range.type === 'numbered' ? range.numberOfOccurrences : 0,
    },
  };
}

export function etagOf(owner: SimUser, item: MailboxItem): string {
  return `W/"${changeKeyOf(owner, item.change)}"`;
}

/** `ofCalendarId`: of the calendar that holds it. */
export function viewedId(
  view: EventView,
  ofCalendarId: string,
  { key, date }: EventReference,
  format: IdFormat = view.preferences.idFormat,
): string {
  return eventId(view.copy?.user ?? view.owner, view.copy?.calendarId ?? ofCalendarId, key, date, format);
}

function idOfRow({ item, instance }: EventRow, view: EventView): string {
  const id = viewedId(view, item.calendarId, { key: item.key, date: instance?.date ?? null });
  return view.respellsOccurrences === true ? respelled(id) : id;
}

function masterId({ item }: EventRow, view: EventView): string {
  return viewedId(view, item.calendarId, { key: item.key, date: null });
}

function webLink(id: string): string {
  const itemId = encodeURIComponent(id.replaceAll('-', '/').replaceAll('_', '+'));
  return `https://outlook.office365.com/owa/?itemid=${itemId}&exvsurl=1&path=/calendar/item`;
}

/** All that delta says of an occurrence. */
export function presentStub(row: EventRow, view: EventView): WireStub {
  const [start, end] = startAndEnd(rowTimes(row), view.preferences);
  return {
    '@odata.type': '#microsoft.graph.event',
    '@odata.etag': etagOf(view.owner, row.item),
    seriesMasterId: masterId(row, view),
    type: 'occurrence',
    id: idOfRow(row, view),
    start,
    end,
  };
}

function providerOf(content: EventContent): WireEvent['onlineMeetingProvider'] {
  if (content.onlineMeetingUrl !== null) return 'skypeForBusiness';
  return content.isOnlineMeeting ? 'teamsForBusiness' : 'unknown';
}

/** HTML, unless text was asked for. */
function shownBody(body: SimBody, { preferences, textBodies }: EventView): SimBody {
  if (body.contentType === 'html')
    return preferences.bodyAsText ? { contentType: 'text', content: plainText(body.content) } : body;
  return preferences.bodyAsText || textBodies === 'as-written'
    ? body
    : { contentType: 'html', content: pageOf(`${htmlOf(body)}\r\n`) };
}

export function presentEvent(row: EventRow, view: EventView): WireEvent {
  const { item, instance } = row;
  const { owner, preferences } = view;
  const content = view.rights === undefined ? rowContent(row) : maskedContent(rowContent(row), view.rights);
  const times = rowTimes(row);
  const [start, end] = startAndEnd(times, preferences);
  const id = idOfRow(row, view);
  const changeKey = changeKeyOf(owner, item.change);
  const exception = instance?.exception ?? null;
  const uids = eventUids(owner, item, instance?.date ?? null);
  return {
    '@odata.etag': `W/"${changeKey}"`,
    id,
    createdDateTime: stamp(exception?.createdMs ?? item.createdMs),
    lastModifiedDateTime: stamp(exception?.modifiedMs ?? item.modifiedMs),
    changeKey,
    categories: content.categories,
    transactionId: content.transactionId,
    originalStartTimeZone: item.zoneNames === undefined ? times.startZone : item.zoneNames.original,
    originalEndTimeZone: item.zoneNames === undefined ? times.endZone : item.zoneNames.original,
    iCalUId: uids.iCalUId,
    uid: uids.uid,
    occurrenceId: instance === null ? null : `OID.${masterId(row, view)}.${instance.date}`,
    reminderMinutesBeforeStart: content.reminderMinutesBeforeStart,
    isReminderOn: content.isReminderOn,
    hasAttachments: content.attachments.length > 0,
    subject: content.subject,
    ...(view.withBody ? { bodyPreview: bodyPreview(content.body) } : {}),
    importance: content.importance,
    sensitivity: content.sensitivity,
    ...(instance === null || item.kind === 'single' || view.originalStartForm === 'absent'
      ? {}
      : { originalStart: originalStart(patternTimes(item, instance.date).startMs, view) }),
    isAllDay: times.allDay !== null,
    isCancelled: content.isCancelled,
    isOrganizer: content.isOrganizer,
    responseRequested: content.responseRequested,
    seriesMasterId: instance === null ? null : masterId(row, view),
    showAs: content.showAs,
    type: rowType(row),
    webLink: webLink(id),
    onlineMeetingUrl: content.onlineMeetingUrl,
    isOnlineMeeting: content.isOnlineMeeting,
    onlineMeetingProvider: providerOf(content),
    allowNewTimeProposals: content.allowNewTimeProposals,
    isDraft: item.unsent !== undefined && content.attendees.length > 0,
    hideAttendees: content.hideAttendees,
    ...(view.withBody ? { body: shownBody(content.body, view) } : {}),
    start,
    end,
    location:
      content.locations[0] === undefined
        ? { displayName: '', locationType: 'default', uniqueIdType: 'unknown', address: {}, coordinates: {} }
        : {
            ...location(content.locations[0]),
            displayName: content.locations.map((place) => place.displayName).join('; '),
          },
    locations: content.locations.map((place) =>
      view.undeclared ? { addedBy: '', ...location(place) } : location(place),
    ),
    recurrence:
      item.kind === 'series' && instance === null
        ? patternedRecurrence(item.recurrence, item.zoneNames)
        : null,
    responseStatus: response(content.responseStatus),
    attendees: content.attendees.map((person) => attendee(person, preferences)),
    organizer: recipient(content.organizer),
    onlineMeeting:
      content.joinUrl === null
        ? null
        : {
            joinUrl: content.joinUrl,
            ...(content.conference === null
              ? {}
              : {
                  conferenceId: content.conference.conferenceId,
                  tollNumber: content.conference.tollNumber,
                }),
          },
    ...(view.undeclared ? UNDECLARED : {}),
    ...(view.withAttachments === true && view.withBody
      ? { attachments: content.attachments.map((file, index) => presentAttachment(file, id, index)) }
      : {}),
  };
}

/** The answer for one deleted or departed item. */
export function presentRemoved(id: string): WireRemoved {
  return { '@odata.type': '#microsoft.graph.event', id, '@removed': { reason: 'deleted' } };
}
