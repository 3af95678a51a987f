/**
 * Which resource a calendar is subscribed by. Pure. Documented is only `/users/{id}/events`, and it
 * reports the default calendar alone; the form by calendar is what works in the field
 * (microsoft-graph-docs-contrib issue 51). Where Graph refuses it, the default calendar falls back
 * and the others poll; that is remembered with the mailbox and tried again weekly.
 */
import type { PushConnection, PushSituation } from './push-situation.ts';

export type ResourceForm = 'calendar' | 'default';

export interface SubscriptionResource {
  readonly form: ResourceForm;
  /** Relative to the version root, without a leading slash. */
  readonly path: string;
}

/** undefined: this calendar cannot be pushed now. */
export function chooseResource(
  situation: Pick<PushSituation, 'mailboxObjectId' | 'externalCalendarId' | 'calendarFormRefusedUntil'>,
  connection: Pick<PushConnection, 'isDefault'>,
  now: Date,
): SubscriptionResource | undefined {
  const refused = situation.calendarFormRefusedUntil !== null && situation.calendarFormRefusedUntil > now;
  if (!refused) return { form: 'calendar', path: resourcePath('calendar', situation) };
  return connection.isDefault ? { form: 'default', path: resourcePath('default', situation) } : undefined;
}

export function resourcePath(
  form: ResourceForm,
  of: Pick<PushSituation, 'mailboxObjectId' | 'externalCalendarId'>,
): string {
  return form === 'calendar'
    ? `users/${of.mailboxObjectId}/calendars/${of.externalCalendarId}/events`
    : `users/${of.mailboxObjectId}/events`;
}
