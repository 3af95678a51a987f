/** The part of the control API's table that edits calendars in ways that Graph has no call for. */
import { Type } from 'typebox';
import { TEAMS_GENERATIONS, TEAMS_LANGUAGES, TEAMS_LINKS } from '../mailbox/teams-style.ts';
import type { OperationOf } from './operation.ts';
import type { TSchema } from 'typebox';

const strict = { additionalProperties: false };
const user = Type.String({ minLength: 1, description: 'object id or user principal name' });
const calendar = Type.String({ minLength: 1, description: 'calendar id or name' });
const event = Type.String({ minLength: 1, description: 'id of either format, also of one occurrence' });
const graphEvent = Type.Record(Type.String(), Type.Unknown(), { description: 'an event as Graph takes it' });
const Done = Type.Object({ ok: Type.Literal(true) });
const Edited = Type.Object({ id: Type.String(), immutableId: Type.String(), calendarId: Type.String() });
/** Whose edit it is: the mailbox owner's, or that of the outside organizer of the meeting. */
const by = Type.Optional(Type.Enum(['owner', 'organizer']));
const Person = Type.Object({ name: Type.String(), address: Type.String({ minLength: 3 }) }, strict);

const Teams = Type.Object(
  {
    generation: Type.Optional(Type.Enum([...TEAMS_GENERATIONS])),
    language: Type.Optional(Type.Enum([...TEAMS_LANGUAGES])),
    link: Type.Optional(Type.Enum([...TEAMS_LINKS])),
    dialIn: Type.Optional(Type.Boolean()),
    safelinks: Type.Optional(Type.Boolean()),
    pasted: Type.Optional(Type.Boolean({ description: 'in the body only; the event is no online meeting' })),
    linkAfterMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400_000 })),
  },
  strict,
);

const ZoneNames = Type.Object(
  { original: Type.Union([Type.String(), Type.Null()]), recurrence: Type.Optional(Type.String()) },
  strict,
);

const Attachment = Type.Object(
  { name: Type.String({ minLength: 1 }), contentType: Type.String(), content: Type.String() },
  strict,
);

const TimeSlot = Type.Object({ start: Type.String(), end: Type.String() }, strict);

export const EDIT_OPERATIONS = {
  createEvent: {
    method: 'POST',
    path: '/_sim/events',
    summary:
      'Makes an event, and in ways that Graph cannot: with teams, an online meeting with an invitation of any year (generation, language, link, dialIn, safelinks), its link pasted into the body only, or coming so much of the clock later (linkAfterMs); with organizer, an invitation from somebody without a mailbox here (uid: as another calendar system wrote it); zones: how the event names its zones, where nobody has rules for the name; skypeUrl: a link in onlineMeetingUrl; send false: saved only, a draft; attachments: files at it.',
    example:
      '{"user": "adele@contoso.example", "event": {"subject": "Kick-off", "start": {"dateTime": "2026-12-01T09:00:00", "timeZone": "UTC"}, "end": {"dateTime": "2026-12-01T10:00:00", "timeZone": "UTC"}}, "teams": {"generation": "2021", "dialIn": true}}',
    input: Type.Object(
      {
        user,
        calendar: Type.Optional(calendar),
        event: graphEvent,
        teams: Type.Optional(Teams),
        organizer: Type.Optional(Person),
        uid: Type.Optional(Type.String({ minLength: 1 })),
        zones: Type.Optional(ZoneNames),
        send: Type.Optional(
          Type.Boolean({ description: 'false: saved only, nobody is invited; a later change sends it' }),
        ),
        attachments: Type.Optional(Type.Array(Attachment)),
        skypeUrl: Type.Optional(Type.String({ minLength: 1 })),
      },
      strict,
    ),
    output: Edited,
  },
  changeEvent: {
    method: 'POST',
    path: '/_sim/events/change',
    summary:
      'Changes an event, a series or one occurrence as a PATCH does; by organizer: as an update of an outside organizer arrives. With send false it is saved only and the event is a draft; the next change sends it.',
    example: '{"user": "adele@contoso.example", "event": "AAMk…", "change": {"subject": "New title"}}',
    input: Type.Object({ user, event, change: graphEvent, by, send: Type.Optional(Type.Boolean()) }, strict),
    output: Edited,
  },
  cancelEvent: {
    method: 'POST',
    path: '/_sim/events/cancel',
    summary:
      'The owner calls a meeting or one occurrence off; by organizer: the cancellation of an outside organizer arrives.',
    example: '{"user": "adele@contoso.example", "event": "AAMk…", "by": "organizer"}',
    input: Type.Object({ user, event, by }, strict),
    output: Done,
  },
  respond: {
    method: 'POST',
    path: '/_sim/events/respond',
    summary:
      'The owner answers an invitation; with attendee: somebody without a mailbox here answers the owner’s. Times are RFC 3339.',
    example: '{"user": "adele@contoso.example", "event": "AAMk…", "response": "accepted"}',
    input: Type.Object(
      {
        user,
        event,
        response: Type.Enum(['accepted', 'tentativelyAccepted', 'declined']),
        sendResponse: Type.Optional(Type.Boolean()),
        proposedNewTime: Type.Optional(TimeSlot),
        attendee: Type.Optional(Type.String({ minLength: 3, description: 'address' })),
      },
      strict,
    ),
    output: Done,
  },
  moveEvent: {
    method: 'POST',
    path: '/_sim/events/move',
    summary:
      'To another calendar of the same mailbox: its changeable id becomes another, its immutable one stays.',
    example: '{"user": "adele@contoso.example", "event": "AAMk…", "calendar": "Family"}',
    input: Type.Object({ user, event, calendar }, strict),
    output: Edited,
  },
  splitSeries: {
    method: 'POST',
    path: '/_sim/events/split',
    summary:
      '"This and following": the series ends before the occurrence, and a new one with a new id begins with it, changed as a PATCH would. Gives the new one.',
    example:
      '{"user": "adele@contoso.example", "event": "AAMk… (of an occurrence)", "change": {"subject": "New name"}}',
    input: Type.Object({ user, event, change: graphEvent }, strict),
    output: Edited,
  },
} as const satisfies Record<string, OperationOf<TSchema, TSchema>>;
