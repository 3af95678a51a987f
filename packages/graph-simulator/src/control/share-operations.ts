/** The part of the control API's table about sharing: what people do in Outlook, by their own hands. */
import { Type } from 'typebox';
import type { TSchema } from 'typebox';
import { CALENDAR_ROLES } from '../sharing/calendar-roles.ts';
import type { OperationOf } from './operation.ts';

const strict = { additionalProperties: false };
const user = Type.String({ minLength: 1, description: 'object id or user principal name of the owner' });
const calendar = Type.Optional(Type.String({ minLength: 1, description: 'calendar id or name' }));
const person = Type.String({
  minLength: 1,
  description: 'object id, user principal name or any address; organization for everybody in it',
});
const Shared = Type.Object({
  calendarId: Type.String(),
  permissionId: Type.String(),
  sharedCalendarId: Type.Union([Type.String(), Type.Null()], {
    description: 'its id in the list of the sharee; null without a mailbox here',
  }),
});

export const SHARE_OPERATIONS = {
  shareCalendar: {
    method: 'POST',
    path: '/_sim/shares',
    summary:
      'Shares a calendar (the default one when none is named), or gives another role where it is shared already.',
    example: '{"user": "alex@contoso.example", "with": "adele@contoso.example", "role": "read"}',
    input: Type.Object({ user, calendar, with: person, role: Type.Enum([...CALENDAR_ROLES]) }, strict),
    output: Shared,
  },
  unshareCalendar: {
    method: 'POST',
    path: '/_sim/shares/end',
    summary: 'Shares it no more: it leaves the list of the sharee, and its links are dead.',
    example: '{"user": "alex@contoso.example", "with": "adele@contoso.example"}',
    input: Type.Object({ user, calendar, with: person }, strict),
    output: Type.Object({ ok: Type.Literal(true) }),
  },
} as const satisfies Record<string, OperationOf<TSchema, TSchema>>;
