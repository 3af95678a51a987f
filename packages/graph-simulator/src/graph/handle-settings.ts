/** Settings of a mailbox. Source: Microsoft Graph, user: get mailboxSettings, update mailboxSettings. */
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { calendarId } from '../mailbox/ids.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import type { MailboxSettings } from '../mailbox/mailbox-settings.ts';
import { ianaZone } from '../recurrence/time-zones.ts';
import { hashHex } from '../world/seeded.ts';
import type { GraphAnswer } from './answer.ts';
import { GraphError } from './graph-error.ts';
import type { GraphRequest } from './graph-request.ts';
import type { GraphJson } from './present-event.ts';

const text = Type.Optional(Type.String());
const Scheduled = Type.Optional(Type.Object({ dateTime: Type.String(), timeZone: Type.String() }));
const Changes = Type.Object({
  timeZone: text,
  delegateMeetingMessageDeliveryOptions: text,
  dateFormat: text,
  timeFormat: text,
  automaticRepliesSetting: Type.Optional(
    Type.Object({
      status: text,
      externalAudience: text,
      internalReplyMessage: text,
      externalReplyMessage: text,
      scheduledStartDateTime: Scheduled,
      scheduledEndDateTime: Scheduled,
    }),
  ),
  language: Type.Optional(Type.Object({ locale: Type.String(), displayName: text })),
  workingHours: Type.Optional(
    Type.Object({
      daysOfWeek: Type.Optional(Type.Array(Type.String())),
      startTime: text,
      endTime: text,
      timeZone: Type.Optional(Type.Object({ name: Type.String() })),
    }),
  ),
});
type Changes = Static<typeof Changes>;
const changesBody = Compile(Changes);

function present({ user, settings }: Mailbox): GraphJson {
  return { archiveFolder: calendarId(user, hashHex(`${user.id}/archive`, 12)), ...settings };
}

const contextOf = ({ origin }: GraphRequest, { user }: Mailbox): string =>
  `${origin}/v1.0/$metadata#users('${user.id}')/mailboxSettings`;

/** All of them, or the one of `name`. @throws GraphError 400 for a name that is none. */
export function getSettings(request: GraphRequest, mailbox: Mailbox, name: string | undefined): GraphAnswer {
  const settings = present(mailbox);
  const context = contextOf(request, mailbox);
  if (name === undefined) return { status: 200, body: { '@odata.context': context, ...settings } };
  const found = Object.entries(settings).find(([key]) => key.toLowerCase() === name.toLowerCase());
  if (found === undefined)
    throw new GraphError(400, 'BadRequest', `Resource not found for the segment '${name}'.`);
  return { status: 200, body: { '@odata.context': `${context}/${found[0]}`, value: found[1] } };
}

/** A language that is set without its name is called by its tag. */
function changed(before: MailboxSettings, changes: Changes): MailboxSettings {
  const { automaticRepliesSetting, language, workingHours, ...plain } = changes;
  return {
    ...before,
    ...plain,
    automaticRepliesSetting: { ...before.automaticRepliesSetting, ...automaticRepliesSetting },
    language: language === undefined ? before.language : { displayName: language.locale, ...language },
    workingHours: { ...before.workingHours, ...workingHours },
  };
}

/** Gives what was changed. @throws GraphError 400 for what is no setting or no zone. */
export function patchSettings(request: GraphRequest, mailbox: Mailbox): GraphAnswer {
  if (!changesBody.Check(request.body))
    throw new GraphError(400, 'RequestBodyRead', 'Unable to read the mailbox settings of the request.');
  const changes = request.body;
  const zones = [changes.timeZone, changes.workingHours?.timeZone?.name];
  for (const zone of zones)
    if (zone !== undefined && ianaZone(zone) === undefined)
      throw new GraphError(400, 'ErrorInvalidTimeZone', `The time zone '${zone}' is invalid.`);
  mailbox.changeSettings(changed(mailbox.settings, changes));
  const names = new Set(Object.keys(changes));
  const shown = Object.entries(present(mailbox)).filter(([name]) => names.has(name));
  return {
    status: 200,
    body: { '@odata.context': contextOf(request, mailbox), ...Object.fromEntries(shown) },
  };
}
