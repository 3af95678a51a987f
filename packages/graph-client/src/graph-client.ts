/**
 * Microsoft Graph calendars, one method per operation; each lives in a file of its own. Holds no
 * token and no state beyond its options, so one instance serves any number of mailboxes.
 */
import { setTimeout } from 'node:timers/promises';

import { getCalendar } from './calendars/get-calendar.ts';
import { listCalendars } from './calendars/list-calendars.ts';
import { systemNow } from './clock.ts';
import { convertRecurrenceToRRule } from './convert/recurrence-to-rrule.ts';
import type { RecurrenceInput, RecurrenceRule, SeriesStart } from './convert/recurrence-to-rrule.ts';
import { extractTeamsMeetingInfo } from './convert/teams/teams-meeting.ts';
import type { TeamsMeetingInfo, TeamsMeetingSource } from './convert/teams/teams-meeting.ts';
import { getDeltaEvents } from './events/get-delta-events.ts';
import type { DeltaQuery } from './events/get-delta-events.ts';
import { getEvent } from './events/get-event.ts';
import type { GetEventOptions } from './events/get-event.ts';
import { getViewPage } from './events/get-view-page.ts';
import type { ViewPage } from './events/get-view-page.ts';
import { listEvents } from './events/list-events.ts';
import { listInstances } from './events/list-instances.ts';
import type { Fetch } from './http/exchange.ts';
import { GraphHttp } from './http/graph-http.ts';
import type { CallOptions } from './http/graph-http.ts';
import type { OnRequest } from './http/with-observer.ts';
import type { ListOptions } from './paging/collect-items.ts';
import type { Instant } from './paths.ts';
import { deleteSubscription } from './subscriptions/delete-subscription.ts';
import { getSubscription } from './subscriptions/get-subscription.ts';
import { listSubscriptions } from './subscriptions/list-subscriptions.ts';
import { renewSubscription } from './subscriptions/renew-subscription.ts';
import { renewSubscriptions } from './subscriptions/renew-subscriptions.ts';
import type { Renewal } from './subscriptions/renew-subscriptions.ts';
import { subscribeToCalendar } from './subscriptions/subscribe-to-calendar.ts';
import type { SubscribeOptions } from './subscriptions/subscribe-to-calendar.ts';
import { getMe } from './users/get-me.ts';
import type { GraphCalendar } from './wire/calendar.ts';
import type { DeltaPage } from './wire/delta-page.ts';
import type { GraphEvent } from './wire/event.ts';
import type { GraphSubscription } from './wire/subscription.ts';
import type { GraphUser } from './wire/user.ts';

export interface GraphClientOptions {
  /** With the version: `https://graph.microsoft.com/v1.0`. Tokens go to this origin only. */
  readonly baseUrl: string;
  readonly fetch?: Fetch | undefined;
  readonly userAgent?: string | undefined;
  /** For one attempt, its body included. Default 30,000. */
  readonly timeoutMs?: number | undefined;
  /** For GET and DELETE; others are sent once. Default 3. */
  readonly maxAttempts?: number | undefined;
  /** Default 64 MiB. */
  readonly maxBodyBytes?: number | undefined;
  /** Milliseconds since the epoch. */
  readonly now?: (() => number) | undefined;
  readonly sleep?: ((ms: number, signal?: AbortSignal) => Promise<void>) | undefined;
  readonly random?: (() => number) | undefined;
  /** Told of each HTTP attempt, for metrics and logs. */
  readonly onRequest?: OnRequest | undefined;
}

/** All methods throw GraphError, or the reason of an aborted `options.signal`. */
export class GraphClient {
  readonly #graph: GraphHttp;

  constructor(options: GraphClientOptions) {
    this.#graph = new GraphHttp({
      baseUrl: new URL(options.baseUrl).href.replace(/\/+$/, ''),
      fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
      userAgent: options.userAgent ?? 'calmirror-graph-client',
      timeoutMs: options.timeoutMs ?? 30_000,
      maxAttempts: options.maxAttempts ?? 3,
      maxBodyBytes: options.maxBodyBytes ?? 64 * 1024 * 1024,
      now: options.now ?? systemNow,
      sleep: options.sleep ?? defaultSleep,
      random: options.random ?? Math.random,
      onRequest: options.onRequest,
    });
  }

  /** Single events, occurrences and exceptions that overlap the window; all pages. No series masters. */
  listEvents(
    accessToken: string,
    calendarId: string,
    startDate: Instant,
    endDate: Instant,
    options?: CallOptions & ListOptions,
  ): Promise<GraphEvent[]> {
    return listEvents(this.#graph, accessToken, calendarId, startDate, endDate, options);
  }

  getEvent(
    accessToken: string,
    calendarId: string,
    eventId: string,
    options?: GetEventOptions,
  ): Promise<GraphEvent> {
    return getEvent(this.#graph, accessToken, calendarId, eventId, options);
  }

  /** One page. `link` is null for the first, then the nextLink or deltaLink of the page before. */
  getDeltaEvents(
    accessToken: string,
    calendarId: string,
    link: string | null,
    query: DeltaQuery,
    options?: CallOptions,
  ): Promise<DeltaPage> {
    return getDeltaEvents(this.#graph, accessToken, calendarId, link, query, options);
  }

  /** One page of what `listEvents` gives as a whole. `link` is null for the first, then the nextLink before. */
  getViewPage(
    accessToken: string,
    calendarId: string,
    link: string | null,
    query: DeltaQuery,
    options?: CallOptions,
  ): Promise<ViewPage> {
    return getViewPage(this.#graph, accessToken, calendarId, link, query, options);
  }

  /** The occurrences and exceptions of one series in a window; all pages, in no order. */
  listInstances(
    accessToken: string,
    calendarId: string,
    seriesMasterId: string,
    startDate: Instant,
    endDate: Instant,
    options?: CallOptions & ListOptions,
  ): Promise<GraphEvent[]> {
    return listInstances(this.#graph, accessToken, calendarId, seriesMasterId, startDate, endDate, options);
  }

  listCalendars(accessToken: string, options?: CallOptions & ListOptions): Promise<GraphCalendar[]> {
    return listCalendars(this.#graph, accessToken, options);
  }

  getCalendar(accessToken: string, calendarId: string, options?: CallOptions): Promise<GraphCalendar> {
    return getCalendar(this.#graph, accessToken, calendarId, options);
  }

  /** Returns what Graph granted. A 409 carries `existingSubscriptionId` where Graph names it. */
  subscribeToCalendar(
    accessToken: string,
    calendarId: string,
    webhookUrl: string,
    clientState: string,
    expirationMinutes: number,
    options?: SubscribeOptions,
  ): Promise<GraphSubscription> {
    return subscribeToCalendar(
      this.#graph,
      accessToken,
      calendarId,
      webhookUrl,
      clientState,
      expirationMinutes,
      options,
    );
  }

  renewSubscription(
    accessToken: string,
    subscriptionId: string,
    expirationMinutes: number,
    options?: CallOptions,
  ): Promise<GraphSubscription> {
    return renewSubscription(this.#graph, accessToken, subscriptionId, expirationMinutes, options);
  }

  /** Up to 20 of one user in one `$batch`, one after the other; an answer for each, in order. */
  renewSubscriptions(
    accessToken: string,
    subscriptionIds: readonly string[],
    expirationMinutes: number,
    options?: CallOptions,
  ): Promise<Renewal[]> {
    return renewSubscriptions(this.#graph, accessToken, subscriptionIds, expirationMinutes, options);
  }

  getSubscription(
    accessToken: string,
    subscriptionId: string,
    options?: CallOptions,
  ): Promise<GraphSubscription> {
    return getSubscription(this.#graph, accessToken, subscriptionId, options);
  }

  listSubscriptions(accessToken: string, options?: CallOptions & ListOptions): Promise<GraphSubscription[]> {
    return listSubscriptions(this.#graph, accessToken, options);
  }

  /** One that is gone already counts as deleted. */
  deleteSubscription(accessToken: string, subscriptionId: string, options?: CallOptions): Promise<void> {
    return deleteSubscription(this.#graph, accessToken, subscriptionId, options);
  }

  getMe(accessToken: string, options?: CallOptions): Promise<GraphUser> {
    return getMe(this.#graph, accessToken, options);
  }

  /** Pure; also exported as a function. */
  extractTeamsMeetingInfo(event: TeamsMeetingSource): TeamsMeetingInfo {
    return extractTeamsMeetingInfo(event);
  }

  /** Pure; also exported as a function. Throws RecurrenceError. */
  convertRecurrenceToRRule(recurrence: RecurrenceInput, start?: SeriesStart): RecurrenceRule {
    return convertRecurrenceToRRule(recurrence, start);
  }
}

async function defaultSleep(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await setTimeout(ms, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    // The timer throws an AbortError of its own; callers get the reason that they gave.
    signal?.throwIfAborted();
    throw error;
  }
}
