import type { CallOptions, GraphHttp } from '../http/graph-http.ts';
import { parseAs } from '../wire/parse-as.ts';
import { subscriptionValidator } from '../wire/subscription.ts';
import type { GraphSubscription } from '../wire/subscription.ts';
import { expirationDateTime } from './expiration.ts';

export interface SubscribeOptions extends CallOptions {
  /** Relative to the version, as `users/{object id}/events`. Default: the calendar's events. */
  readonly resource?: string | undefined;
  /** Default: the webhook URL. It cannot be added later. */
  readonly lifecycleNotificationUrl?: string | undefined;
}

/**
 * The same three change types always: another set counts as another subscription, and 409 could
 * not say which is ours. Notifications can arrive before this returns.
 * https://learn.microsoft.com/graph/api/subscription-post-subscriptions
 */
export async function subscribeToCalendar(
  graph: GraphHttp,
  accessToken: string,
  calendarId: string,
  webhookUrl: string,
  clientState: string,
  expirationMinutes: number,
  options: SubscribeOptions = {},
): Promise<GraphSubscription> {
  const json = await graph.send({
    operation: 'subscribeToCalendar',
    kind: 'subscription',
    method: 'POST',
    accessToken,
    target: { path: '/subscriptions' },
    body: {
      changeType: 'created,updated,deleted',
      notificationUrl: webhookUrl,
      lifecycleNotificationUrl: options.lifecycleNotificationUrl ?? webhookUrl,
      resource: options.resource ?? resourceOf(options.mailbox, calendarId),
      clientState,
      expirationDateTime: expirationDateTime(graph.now(), expirationMinutes),
    },
    options,
  });
  return parseAs(subscriptionValidator, json, 'subscription');
}

/** Undocumented but accepted: `/me/events` would report the default calendar only (docs-contrib issue 51). */
function resourceOf(mailbox: string | undefined, calendarId: string): string {
  const owner = mailbox === undefined || mailbox === 'me' ? 'me' : `users/${mailbox}`;
  return `${owner}/calendars/${calendarId}/events`;
}
