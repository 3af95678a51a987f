import { Type } from 'typebox';
import type { Static } from 'typebox';

import { maybe, maybeString } from './tolerant.ts';

/** https://learn.microsoft.com/graph/api/resources/emailaddress */
export const emailAddressSchema = Type.Object({ name: maybeString, address: maybeString });

/** https://learn.microsoft.com/graph/api/resources/recipient */
export const recipientSchema = Type.Object({ emailAddress: maybe(emailAddressSchema) });

/** `time` is 0001-01-01T00:00:00Z where nobody answered. */
export const responseStatusSchema = Type.Object({ response: maybeString, time: maybeString });

/** https://learn.microsoft.com/graph/api/resources/attendee */
export const attendeeSchema = Type.Object({
  type: maybeString,
  status: maybe(responseStatusSchema),
  emailAddress: maybe(emailAddressSchema),
});

export type GraphEmailAddress = Static<typeof emailAddressSchema>;
export type GraphRecipient = Static<typeof recipientSchema>;
export type GraphResponseStatus = Static<typeof responseStatusSchema>;
export type GraphAttendee = Static<typeof attendeeSchema>;
