/** Ids of events from one format to another. Source: Microsoft Graph, user: translateExchangeIds. */
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { eventId, readEventId } from '../mailbox/ids.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import type { GraphAnswer } from './answer.ts';
import { GraphError } from './graph-error.ts';
import type { GraphRequest } from './graph-request.ts';
import { copyHolding } from './handle-shared-calendars.ts';
import type { GraphJson } from './present-event.ts';

const MOST_IDS = 1_000;
const idType = Type.Enum(['restId', 'restImmutableEntryId']);
const body = Compile(
  Type.Object({
    inputIds: Type.Array(Type.String(), { minItems: 1, maxItems: MOST_IDS }),
    sourceIdType: idType,
    targetIdType: idType,
  }),
);

/** The two formats of Graph itself; those of Exchange's older interfaces are refused. */
export function translateIds(request: GraphRequest, mailbox: Mailbox): GraphAnswer {
  if (!body.Check(request.body))
    throw new GraphError(
      400,
      'ErrorInvalidRequest',
      `inputIds (1 to ${MOST_IDS}), sourceIdType and targetIdType (restId or restImmutableEntryId) are required.`,
    );
  const { inputIds, targetIdType } = request.body;
  const translated = (sourceId: string): GraphJson => {
    const reference = readEventId(mailbox.user, sourceId);
    if (typeof reference === 'string')
      return { sourceId, errorDetails: { code: 'ErrorInvalidIdMalformed', message: 'Id is malformed.' } };
    const calendar =
      mailbox.find(reference.key)?.calendarId ??
      copyHolding(request, reference.key)?.copy.id ??
      mailbox.defaultCalendarId;
    const format = targetIdType === 'restId' ? 'regular' : 'immutable';
    return {
      sourceId,
      targetId: eventId(mailbox.user, calendar, reference.key, reference.date, format),
    };
  };
  return {
    status: 200,
    body: {
      '@odata.context': `${request.origin}/v1.0/$metadata#Collection(microsoft.graph.convertIdResult)`,
      value: inputIds.map(translated),
    },
  };
}
