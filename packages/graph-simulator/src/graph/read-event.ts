/**
 * The event of a POST or PATCH, parsed into what the mailbox understands. Unknown
 * and read-only properties are passed over, as Graph does.
 */
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { DraftTime, EventDraft, EventPatch, WritableContent } from '../mailbox/event-draft.ts';
import { LOCATION_ID_TYPES, LOCATION_TYPES, type SimAttendee, type SimLocation } from '../mailbox/types.ts';
import { GraphError } from './graph-error.ts';
import { invalidProperty, oneOf, readRecurrence, RecurrenceBody } from './read-recurrence.ts';

const text = Type.Union([Type.String(), Type.Null()]);
const flag = Type.Union([Type.Boolean(), Type.Null()]);
const Time = Type.Object({ dateTime: Type.String(), timeZone: Type.Optional(text) });
const Location = Type.Object({
  displayName: Type.Optional(text),
  locationType: Type.Optional(text),
  locationUri: Type.Optional(text),
  locationEmailAddress: Type.Optional(text),
  uniqueId: Type.Optional(text),
  uniqueIdType: Type.Optional(text),
  address: Type.Optional(Type.Union([Type.Record(Type.String(), text), Type.Null()])),
  coordinates: Type.Optional(
    Type.Object({
      latitude: Type.Optional(Type.Number()),
      longitude: Type.Optional(Type.Number()),
      altitude: Type.Optional(Type.Number()),
      accuracy: Type.Optional(Type.Number()),
      altitudeAccuracy: Type.Optional(Type.Number()),
    }),
  ),
});
const Attendee = Type.Object({
  type: Type.Optional(text),
  emailAddress: Type.Object({ name: Type.Optional(text), address: Type.String() }),
});

const Int32 = Type.Integer({ minimum: -2_147_483_648, maximum: 2_147_483_647 });

const EventBody = Type.Object({
  subject: Type.Optional(text),
  body: Type.Optional(
    Type.Union([
      Type.Object({ contentType: Type.Optional(text), content: Type.Optional(text) }),
      Type.Null(),
    ]),
  ),
  start: Type.Optional(Time),
  end: Type.Optional(Time),
  isAllDay: Type.Optional(flag),
  recurrence: Type.Optional(Type.Union([RecurrenceBody, Type.Null()])),
  importance: Type.Optional(text),
  sensitivity: Type.Optional(text),
  showAs: Type.Optional(text),
  categories: Type.Optional(Type.Union([Type.Array(Type.String()), Type.Null()])),
  location: Type.Optional(Type.Union([Location, Type.Null()])),
  locations: Type.Optional(Type.Union([Type.Array(Location), Type.Null()])),
  attendees: Type.Optional(Type.Union([Type.Array(Attendee), Type.Null()])),
  isReminderOn: Type.Optional(flag),
  reminderMinutesBeforeStart: Type.Optional(Type.Union([Int32, Type.Null()])),
  responseRequested: Type.Optional(flag),
  allowNewTimeProposals: Type.Optional(flag),
  hideAttendees: Type.Optional(flag),
  isOnlineMeeting: Type.Optional(flag),
  onlineMeetingProvider: Type.Optional(text),
  transactionId: Type.Optional(text),
});
type EventBody = Static<typeof EventBody>;

const eventBody = Compile(EventBody);

function parse(body: unknown): EventBody {
  if (eventBody.Check(body)) return body;
  const [first] = eventBody.Errors(body);
  throw new GraphError(
    400,
    'RequestBodyRead',
    `Unable to read the event of the request: ${first === undefined ? 'no JSON object' : `${first.instancePath || '/'} ${first.message}`}.`,
  );
}

/** https://learn.microsoft.com/graph/api/resources/event */
const MOST_ATTENDEES = 500;

function readAttendees(attendees: readonly Static<typeof Attendee>[]): ReturnType<typeof readAttendee>[] {
  if (attendees.length > MOST_ATTENDEES)
    throw invalidProperty(`'attendees' may hold ${MOST_ATTENDEES} people at most.`);
  return attendees.map(readAttendee);
}

function readTime(time: Static<typeof Time>): DraftTime {
  return { dateTime: time.dateTime, timeZone: time.timeZone ?? 'UTC' };
}

function readLocation(location: Static<typeof Location>): SimLocation {
  const displayName = location.displayName ?? '';
  const { latitude, longitude, altitude, accuracy, altitudeAccuracy } = location.coordinates ?? {};
  const address = Object.entries(location.address ?? {}).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  return {
    displayName,
    locationType: oneOf(LOCATION_TYPES, location.locationType ?? 'default', 'locationType'),
    uniqueId: location.uniqueId ?? displayName,
    uniqueIdType: oneOf(LOCATION_ID_TYPES, location.uniqueIdType ?? 'private', 'uniqueIdType'),
    locationUri: location.locationUri ?? null,
    ...(typeof location.locationEmailAddress === 'string'
      ? { locationEmailAddress: location.locationEmailAddress }
      : {}),
    address: address.length === 0 ? null : Object.fromEntries(address),
    ...(latitude === undefined || longitude === undefined
      ? {}
      : {
          coordinates: {
            latitude,
            longitude,
            ...(altitude === undefined ? {} : { altitude }),
            ...(accuracy === undefined ? {} : { accuracy }),
            ...(altitudeAccuracy === undefined ? {} : { altitudeAccuracy }),
          },
        }),
  };
}

function readAttendee({ type, emailAddress }: Static<typeof Attendee>): SimAttendee {
  return {
    type: oneOf(['required', 'optional', 'resource'] as const, type ?? 'required', 'type'),
    status: { response: 'none', at: null },
    name: emailAddress.name ?? emailAddress.address,
    address: emailAddress.address,
  };
}

const IMPORTANCE = ['low', 'normal', 'high'] as const;
const SENSITIVITY = ['normal', 'personal', 'private', 'confidential'] as const;
const SHOW_AS = ['unknown', 'free', 'tentative', 'busy', 'oof', 'workingElsewhere'] as const;

const PROVIDERS = ['unknown', 'skypeForBusiness', 'skypeForConsumer', 'teamsForBusiness'] as const;

/** Booleans that are simply taken over. */
const FLAGS = [
  'isReminderOn',
  'responseRequested',
  'allowNewTimeProposals',
  'hideAttendees',
  'isOnlineMeeting',
] as const;

function readLocations(body: EventBody): SimLocation[] | undefined {
  if (body.locations !== undefined && body.locations !== null) return body.locations.map(readLocation);
  if (body.location === undefined) return undefined;
  if (body.location === null || (body.location.displayName ?? '') === '') return [];
  return [readLocation(body.location)];
}

function readContent(body: EventBody): Partial<WritableContent> {
  const flags: Partial<Record<(typeof FLAGS)[number], boolean>> = {};
  for (const name of FLAGS) {
    const value = body[name];
    if (value !== undefined && value !== null) flags[name] = value;
  }
  // Every online meeting here is one of Teams; what is no provider at all is refused.
  if (typeof body.onlineMeetingProvider === 'string')
    oneOf(PROVIDERS, body.onlineMeetingProvider, 'onlineMeetingProvider');
  const locations = readLocations(body);
  const minutes = body.reminderMinutesBeforeStart;
  return {
    ...flags,
    ...(body.subject === undefined ? {} : { subject: body.subject }),
    ...(body.body === undefined
      ? {}
      : {
          body: {
            contentType: oneOf(['html', 'text'] as const, body.body?.contentType ?? 'html', 'contentType'),
            content: body.body?.content ?? '',
          },
        }),
    ...(typeof body.importance === 'string'
      ? { importance: oneOf(IMPORTANCE, body.importance, 'importance') }
      : {}),
    ...(typeof body.sensitivity === 'string'
      ? { sensitivity: oneOf(SENSITIVITY, body.sensitivity, 'sensitivity') }
      : {}),
    ...(typeof body.showAs === 'string' ? { showAs: oneOf(SHOW_AS, body.showAs, 'showAs') } : {}),
    ...(body.categories === undefined ? {} : { categories: body.categories ?? [] }),
    ...(locations === undefined ? {} : { locations }),
    ...(body.attendees === undefined ? {} : { attendees: readAttendees(body.attendees ?? []) }),
    ...(minutes === undefined || minutes === null ? {} : { reminderMinutesBeforeStart: minutes }),
    ...(typeof body.transactionId === 'string' ? { transactionId: body.transactionId } : {}),
  };
}

/** @throws GraphError when the body is no event, or has no start or end. */
export function readEventDraft(given: unknown): EventDraft {
  const body = parse(given);
  if (body.start === undefined || body.end === undefined)
    throw invalidProperty("The required property 'start' or 'end' is missing.");
  return {
    content: readContent(body),
    start: readTime(body.start),
    end: readTime(body.end),
    isAllDay: body.isAllDay ?? false,
    recurrence:
      body.recurrence === undefined || body.recurrence === null ? null : readRecurrence(body.recurrence),
  };
}

/** @throws GraphError when the body is no event. */
export function readEventPatch(given: unknown): EventPatch {
  const body = parse(given);
  return {
    content: readContent(body),
    ...(body.start === undefined ? {} : { start: readTime(body.start) }),
    ...(body.end === undefined ? {} : { end: readTime(body.end) }),
    ...(typeof body.isAllDay === 'boolean' ? { isAllDay: body.isAllDay } : {}),
    ...(body.recurrence === undefined
      ? {}
      : { recurrence: body.recurrence === null ? null : readRecurrence(body.recurrence) }),
  };
}
