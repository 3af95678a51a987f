/**
 * What is done to an event by a POST below it: cancel, accept, tentativelyAccept, decline.
 * All answer 202 without a body. Source: Microsoft Graph v1.0, event: cancel, accept,
 * tentativelyAccept, decline.
 */
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { cancelEvent } from '../mailbox/cancel-event.ts';
import { eventTimes } from '../mailbox/event-times.ts';
import type { TimeSlot } from '../mailbox/types.ts';
import { type AttendeeAnswer, respond } from '../meetings/respond.ts';
import type { GraphAnswer } from './answer.ts';
import { GraphError } from './graph-error.ts';
import type { GraphRequest } from './graph-request.ts';
import { type EventScope, findEvent } from './handle-events.ts';

const Time = Type.Object({ dateTime: Type.String(), timeZone: Type.Optional(Type.String()) });
const actionBody = Compile(
  Type.Object({
    comment: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    sendResponse: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
    proposedNewTime: Type.Optional(Type.Union([Type.Object({ start: Time, end: Time }), Type.Null()])),
  }),
);

const ANSWERS: Readonly<Record<string, AttendeeAnswer>> = {
  accept: 'accepted',
  tentativelyaccept: 'tentativelyAccepted',
  decline: 'declined',
};

function slotOf({ start, end }: { start: Static<typeof Time>; end: Static<typeof Time> }): TimeSlot {
  const draft = (time: Static<typeof Time>) => ({
    dateTime: time.dateTime,
    timeZone: time.timeZone ?? 'UTC',
  });
  const { startMs, endMs } = eventTimes(draft(start), draft(end), false);
  return { startMs, endMs };
}

/** Undefined when the segment behind the event's id names no action. */
export function eventAction(
  request: GraphRequest,
  scope: EventScope,
  id: string,
  name: string,
): GraphAnswer | undefined {
  const action = name.toLowerCase();
  const response = ANSWERS[action];
  if (action !== 'cancel' && response === undefined) return undefined;
  if (request.method !== 'POST')
    throw new GraphError(
      405,
      'Request_BadRequest',
      'Specified HTTP method is not allowed for the request target.',
    );
  const body: unknown = request.body ?? {};
  if (!actionBody.Check(body))
    throw new GraphError(400, 'RequestBodyRead', 'Unable to read the parameters of the request.');
  const { reference } = findEvent(scope, id);
  if (response === undefined) cancelEvent(scope.mailbox, reference);
  else {
    // Accepting is the one answer that proposes nothing: Graph passes over what it does not know.
    const { proposedNewTime: proposed = null } = response === 'accepted' ? {} : body;
    const answer = {
      response,
      sendResponse: body.sendResponse ?? true,
      proposedNewTime: proposed === null ? null : slotOf(proposed),
    };
    respond(scope.mailbox, reference, answer, (userId) => request.world.mailbox(userId));
  }
  return { status: 202 };
}
