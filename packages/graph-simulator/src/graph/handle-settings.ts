/** Settings of a mailbox, to be read. Source: Microsoft Graph, user: get mailboxSettings. */
import { calendarId } from '../mailbox/ids.ts';
import { hashHex } from '../world/seeded.ts';
import type { SimUser } from '../world/types.ts';
import type { GraphAnswer } from './answer.ts';
import { GraphError } from './graph-error.ts';
import type { GraphRequest } from './graph-request.ts';
import type { GraphJson } from './present-event.ts';

function settingsOf(user: SimUser): GraphJson {
  const day = { dateTime: '2019-12-24T05:00:00.0000000', timeZone: 'UTC' };
  return {
    archiveFolder: calendarId(user, hashHex(`${user.id}/archive`, 12)),
    timeZone: user.timeZone,
    delegateMeetingMessageDeliveryOptions: 'sendToDelegateOnly',
    dateFormat: 'M/d/yyyy',
    timeFormat: 'h:mm tt',
    automaticRepliesSetting: {
      status: 'disabled',
      externalAudience: 'all',
      internalReplyMessage: '',
      externalReplyMessage: '',
      scheduledStartDateTime: day,
      scheduledEndDateTime: { ...day, dateTime: '2019-12-25T05:00:00.0000000' },
    },
    language: { locale: 'en-US', displayName: 'English (United States)' },
    workingHours: {
      daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
      startTime: '08:00:00.0000000',
      endTime: '17:00:00.0000000',
      timeZone: { name: user.timeZone },
    },
  };
}

/** All of them, or the one of `name`. @throws GraphError 400 for a name that is none. */
export function getSettings(request: GraphRequest, name: string | undefined): GraphAnswer {
  const { user } = request.caller;
  const settings = settingsOf(user);
  const context = `${request.origin}/v1.0/$metadata#users('${user.id}')/mailboxSettings`;
  if (name === undefined) return { status: 200, body: { '@odata.context': context, ...settings } };
  const found = Object.entries(settings).find(([key]) => key.toLowerCase() === name.toLowerCase());
  if (found === undefined)
    throw new GraphError(400, 'BadRequest', `Resource not found for the segment '${name}'.`);
  return { status: 200, body: { '@odata.context': `${context}/${found[0]}`, value: found[1] } };
}
