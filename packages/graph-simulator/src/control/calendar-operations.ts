/** The part of the control API's table about what becomes of calendars without a call of Graph. */
import { Type } from 'typebox';
import type { TSchema } from 'typebox';
import type { OperationOf } from './operation.ts';

const strict = { additionalProperties: false };
const user = Type.String({ minLength: 1, description: 'object id or user principal name' });
const Calendar = Type.Object({ calendarId: Type.String() });

export const CALENDAR_OPERATIONS = {
  renewCalendarId: {
    method: 'POST',
    path: '/_sim/calendars/renew-id',
    summary:
      'A calendar goes on under another id, as has been seen: the old one is not found any more, nor are the changeable ids of its events; links of deltas and subscriptions are of the old one.',
    example: '{"user": "adele@contoso.example", "calendar": "Family"}',
    input: Type.Object(
      { user, calendar: Type.Optional(Type.String({ description: 'calendar id or name' })) },
      strict,
    ),
    output: Calendar,
  },
  internetCalendar: {
    method: 'POST',
    path: '/_sim/calendars/internet',
    summary:
      'A calendar that is subscribed to on the internet (ICS): read-only, with the uids of another system. Said again, it was refreshed: everything in it is deleted and made anew. Where one event is refused, nothing is changed.',
    example:
      '{"user": "adele@contoso.example", "name": "Fixtures", "events": [{"uid": "match-1@league.example", "event": {"subject": "Home game", "start": {"dateTime": "2026-12-01T19:00:00", "timeZone": "UTC"}, "end": {"dateTime": "2026-12-01T21:00:00", "timeZone": "UTC"}}}]}',
    input: Type.Object(
      {
        user,
        name: Type.String({ minLength: 1 }),
        events: Type.Array(
          Type.Object(
            {
              uid: Type.String({ minLength: 1 }),
              event: Type.Record(Type.String(), Type.Unknown(), {
                description: 'an event as Graph takes it',
              }),
            },
            strict,
          ),
        ),
      },
      strict,
    ),
    output: Calendar,
  },
} as const satisfies Record<string, OperationOf<TSchema, TSchema>>;
