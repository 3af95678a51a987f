import { Type } from 'typebox';
import type { Static } from 'typebox';

import { maybeString } from './tolerant.ts';

/**
 * `dateTime` has no offset and seven fraction digits; `timeZone` says where it is meant.
 * https://learn.microsoft.com/graph/api/resources/datetimetimezone
 */
export const dateTimeTimeZoneSchema = Type.Object({ dateTime: maybeString, timeZone: maybeString });

export type GraphDateTimeTimeZone = Static<typeof dateTimeTimeZoneSchema>;
