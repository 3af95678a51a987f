/**
 * Where Microsoft's pages say nothing, disagree, or the field reports something else,
 * the simulator has a switch: one key here, read at the moment it matters. Each
 * docstring says what it rules and names its source among the collected facts.
 */
import { Type } from 'typebox';
import type { Static } from 'typebox';
import { checkInput } from '../http/check-input.ts';
import type { Restore, Stateful } from './stateful.ts';

const SwitchValues = Type.Object({
  /**
   * How a notification writes `resource`: `Users/{id}/Events/{id}`, `Users('{id}')/events('{id}')`,
   * `users/{id}@{tenant}/events/{id}`, or each in turn.
   * Source: subscriptions facts 3.1 [OC][W]; no page shows an event's [OC?].
   */
  notificationResource: Type.Enum(['slashes', 'keys', 'with-tenant', 'mixed']),
  /**
   * Whether items carry an `id` of their own: one page's sample does, Outlook's samples do not.
   * Source: subscriptions facts 3.1 [CN][W][OC].
   */
  notificationIds: Type.Enum(['absent', 'present']),
  /**
   * The offset of a notification's `subscriptionExpirationDateTime`; a sample shows `+05:30`.
   * Source: subscriptions facts 1.2 [OC].
   */
  notificationOffset: Type.Enum(['+00:00', 'Z', '+05:30']),
  /**
   * The case of a notification's `@odata.type`: `#Microsoft.Graph.Event` or `#microsoft.graph.event`.
   * Source: subscriptions facts 3.1 [OC].
   */
  notificationType: Type.Enum(['pascal', 'camel']),
  /**
   * How many notifications a change makes: one, or `created` and `updated` of a new event and three
   * `updated` of an edit. Source: subscriptions facts 3.4 FIELD "commonly", "may"; one is the default
   * because no count is promised and most tests count.
   */
  changeEchoes: Type.Enum(['single', 'several']),
  /**
   * Whether a subscription ends when asked, or hours earlier as in a sample (never under 45 minutes).
   * Source: subscriptions facts 1.2 [OC] "can differ".
   */
  grantedExpiry: Type.Enum(['as-asked', 'earlier']),
  /**
   * When a PATCH validates the notification URL again: when it changes it, always, or never.
   * Source: subscriptions facts 2 UNKNOWN; one operator reports failures on renewal (FIELD).
   */
  validateOnRenewal: Type.Enum(['changed-url', 'always', 'never']),
  /**
   * Whether Calendars.ReadWrite subscribes without Calendars.Read.
   * Source: subscriptions facts 1.5 [POST] "may be refused".
   */
  writeScopeSubscribes: Type.Enum(['accepted', 'refused']),
  /** Subscriptions per page of their list. Source: subscriptions facts 1.1 [MD] "may page". */
  subscriptionPageSize: Type.Enum([100, 2]),
  /**
   * When an app is told `reauthorizationRequired` before its token or subscription ends: every
   * quarter of an hour of the last hour, as illustrative code has it; once, a quarter before;
   * every five minutes; not at all. After the end, every quarter of an hour until it is answered.
   * Source: subscriptions facts 4 [L]: "do not assume a cadence".
   */
  reauthorizationReminders: Type.Enum(['last-hour', 'last-quarter-hour', 'every-few-minutes', 'never']),
  /**
   * What happens while the token behind a subscription has lapsed: notifications are kept for
   * 4 hours, or lost. Source: subscriptions facts 1.6 [W] against 4 [L].
   */
  lapsedNotifications: Type.Enum(['kept', 'lost']),
  /**
   * What a PATCH and a reauthorize less than ten minutes apart leave behind: both answer as usual and
   * the subscription has no token; the second answers 409; no harm.
   * Source: subscriptions facts 1.1 [L] "state can become inconsistent"; how is on no page [I].
   */
  reauthorizationConflict: Type.Enum(['unauthorized', 'refused', 'harmless']),
  /**
   * What a revoked sign-in does to the user's subscriptions: the app is asked for a new token while
   * the flow continues until the old one ends; it is asked and nothing flows meanwhile; they are
   * removed and it is told so. Source: subscriptions facts 4 [L] "continues for a while, then pauses".
   */
  revokedSignIn: Type.Enum(['reauthorization-required', 'paused-at-once', 'subscription-removed']),
  /**
   * After how many answers within 10 minutes an endpoint can be called slow.
   * Source: subscriptions facts 3.3 [W, 2023 version]; the newer page names no number.
   */
  endpointJudgedAfter: Type.Enum([100, 1]),
  /**
   * The issuer in the discovery document of `consumers`: the tenant of personal accounts, or `{tenantid}`.
   * Source: subscriptions and auth facts 8.7 [AT] name the template for `common` only; the field sees the tenant.
   */
  consumersIssuer: Type.Enum(['tenant', 'template']),
  /**
   * The AADSTS number of a client assertion outside its time.
   * Source: facts 8.5 list 50012 and 50013 [EC]; the field has seen 700024 since 2019.
   */
  assertionTimeError: Type.Enum(['700024', '50012', '50013']),
  /**
   * Whether a client assertion can be used again while it lives; facts 8.8 [CERT] only say that `jti`
   * is unique, and Microsoft's own client libraries send one assertion many times.
   */
  assertionReplay: Type.Enum(['accepted', 'refused']),
  /**
   * The error of the token endpoint when a person has to prove more (50076 and its kind).
   * Source: facts 8.5 [AC] say that `interaction_required` occurs; the field sees `invalid_grant`
   * (AzureAD/microsoft-authentication-library-for-js#5491).
   */
  stepUpError: Type.Enum(['invalid_grant', 'interaction_required']),
  /**
   * Whether a blocked account (policy, disabled, not assigned) is told on a page of Entra or by
   * redirect. Source: facts 8.2 [AC] say only that errors arrive on the redirect; the field sees a page.
   */
  blockedSignIn: Type.Enum(['page', 'redirect']),
  /**
   * The error when an administrator declines: the field sees that of a user who declines; the sample
   * of Microsoft's page shows `consent_required`. Source: facts 8.6 [ADM].
   */
  adminConsentDeclined: Type.Enum(['access_denied', 'consent_required']),
  /**
   * What a cancellation does to the subject in attendees' calendars: `Canceled: ` before it, the same
   * in German, twice, or nothing. Source: calendar facts 3.5 [F] "localised, sometimes twice".
   */
  cancelledSubject: Type.Enum(['english', 'german', 'twice', 'unchanged']),
  /**
   * What a cancelled meeting is in its organizer's calendar: gone, or kept with isCancelled.
   * Source: calendar facts 3.5 [I].
   */
  organizerCancels: Type.Enum(['deleted', 'kept']),
  /**
   * Whether a declined meeting leaves the attendee's calendar. Source: calendar facts 3.5 [I] "usually",
   * "unless the tenant or user keeps declined events".
   */
  declinedEvents: Type.Enum(['removed', 'kept']),
  /**
   * Whether a meeting that is moved asks everybody again, or keeps their answers. No page says it [I].
   */
  movedMeetingResponses: Type.Enum(['reset', 'kept']),
  /**
   * Whether an answer that comes in moves lastModifiedDateTime of the organizer's event; its changeKey
   * it always moves. Source: calendar facts 3.1 [I].
   */
  responseTracking: Type.Enum(['moves-last-modified', 'keeps-last-modified']),
  /** The organizer's own responseStatus. Source: calendar facts 3.5: both were captured. */
  organizerResponse: Type.Enum(['organizer', 'none']),
  /**
   * recurrenceTimeZone of an all-day series in an attendee's copy: as the organizer's, or empty.
   * Source: calendar facts 4.7 [F] "occurs".
   */
  attendeeSeriesZone: Type.Enum(['as-organizer', 'empty']),
  /**
   * When the join link of an online meeting stands in the event: at once, or half a minute of the clock
   * later. Source: calendar facts 6.1 [F] "can be filled some seconds/minutes after creation".
   */
  joinLink: Type.Enum(['at-once', 'later']),
  /**
   * What delta with immutable ids tells of an item that was moved away and back: that it is present, or
   * that it is removed, in every round until a new baseline. Source: calendar facts 2.8 [F], reported
   * for mail folders; so the default is what the pages promise.
   */
  movedBackByImmutableId: Type.Enum(['present', 'lost']),
  /**
   * What a PATCH of a master with `recurrence: null` does: a single event at the first date, or 400.
   * No page says it [I].
   */
  recurrenceNull: Type.Enum(['single', 'refused']),
  /**
   * Whether a series keeps its exceptions and deleted dates when only the end of its range moves; with
   * any other new pattern it never does. No page says it [I].
   */
  rangeOnlyChange: Type.Enum(['drops-exceptions', 'keeps-exceptions']),
  /**
   * Where the periods of a new series are counted from when its `startDate` does not fit its pattern: from
   * the first day that fits, or from `startDate`. Source: calendar facts 4.5: Microsoft's worked example
   * (C/outlook-schedule-recurring-events) against MS-OXOCAL 2.2.1.44.1.1.
   */
  recurrencePhase: Type.Enum(['first-fit', 'range-start']),
  /**
   * Whether calendarView and instances name an occurrence as delta's stubs do. No page promises it, and how
   * immutable ids behave for stubs is not described. Source: calendar facts 2.8 [I] "test".
   */
  occurrenceIds: Type.Enum(['agree', 'disagree']),
  /**
   * How originalStart is written where a zone was asked for: with its offset, in UTC as the pages say, or not at all.
   * Source: calendar facts 5.1 davmail PR 481 [F], 3.1 "sometimes left out", 3.4 R/event.md.
   */
  originalStartForm: Type.Enum(['offset', 'utc', 'absent']),
  /**
   * Whether `Prefer: outlook.timezone` decides the zone of times, or they come in UTC all the same.
   * Source: calendar facts 5.1 davmail 479 [F] "sometimes ignores the preferred zone".
   */
  preferredZone: Type.Enum(['honoured', 'ignored']),
  /**
   * How a body that was written as text is answered where no format was asked for: as HTML, or as it was written.
   * Source: calendar facts 1.7 A/event-get "default html"; no capture shows one.
   */
  textBodies: Type.Enum(['as-html', 'as-written']),
  /**
   * Which keys events have that the description of v1.0 does not hold: uid and occurrenceId, as every capture of
   * these years; or also addedBy of places, and IsRoomRequested and others that begin large.
   * Source: calendar facts 3.1 Q&A 712530, one capture of 2026 [F].
   */
  undeclaredKeys: Type.Enum(['usual', 'more']),
  /**
   * Whether `events/delta` is served: refused as in 2024, or as beta has it, without a window and with little of each
   * event. Source: calendar facts 2.1 META 608 against the v1.0 metadata of 2026, which declares it.
   */
  eventsDelta: Type.Enum(['refused', 'served']),
  /**
   * How a series stands on the pages of a delta round: whole on one, which may be longer than asked; one item after
   * the other to exactly the asked size; the same with its master last, so that occurrences come before it.
   * Source: calendar facts 2.4 [F] GH PR 4501 "not split over pages" against [I] "may precede its master".
   */
  seriesPages: Type.Enum(['whole', 'split', 'master-last']),
  /**
   * Whether delta takes `$expand`: the page says no, some clients use it; attachments then break from page 2 on.
   * Source: calendar facts 2.2 A/event-delta against NET 3070 and GHC 8001 [F].
   */
  deltaExpand: Type.Enum(['refused', 'accepted']),
  /**
   * How a private event shows to somebody with whom the calendar is shared without private events: as a busy
   * block, or not at all. Source: calendar facts 3.7: "free/busy status for private events"
   * (C/outlook-share-or-delegate-calendar) against "not found in the store" (A/calendar-list-events).
   */
  sharedPrivateEvents: Type.Enum(['masked', 'not-found']),
  /**
   * Whether a calendar that was shared is in the sharee's list of calendars: newer sharing puts a copy there,
   * older sharing only opens the owner's mailbox. Source: calendar facts 7.1 JS 522 [F], 7.2 [I].
   */
  sharedCalendars: Type.Enum(['listed', 'missing']),
  /**
   * What a calendar in the sharee's own list asks for: Calendars.Read, or a scope of shared calendars.
   * Source: calendar facts 1.9: OpenWhispr PR 1835 [F] against C/outlook-get-shared-events-calendars.
   */
  sharedCopyScope: Type.Enum(['calendars-read', 'shared']),
  /**
   * Whether `/me/events/{id}` finds an event of a calendar that was shared.
   * Source: calendar facts 1.3 OpenWhispr PR 1835 [F] "may 404".
   */
  sharedEventByMe: Type.Enum(['not-found', 'found']),
  /**
   * Whether an app is held to 4 requests at once and 10,000 in 10 minutes per mailbox.
   * Source: subscriptions facts 6.1 [T]; off is for tests that are about something else.
   */
  mailboxLimits: Type.Enum(['enforced', 'off']),
  /**
   * How too many requests at once are refused: 429, or 503. Both with Retry-After.
   * Source: subscriptions facts 6.1, FIELD "usually 429", KEEPER 503.
   */
  concurrencyRefusal: Type.Enum(['429', '503']),
  /**
   * How Retry-After is written where a mailbox is asked too much: with a fraction as in an official
   * sample, in whole seconds, always 1, or not at all. Source: subscriptions facts 6.3 [TG][TGold], FIELD.
   */
  retryAfter: Type.Enum(['fraction', 'seconds', 'one', 'absent']),
  /** In which order a batch answers. Source: subscriptions facts 6.4 [B]: "order may differ". */
  batchOrder: Type.Enum(['as-asked', 'reversed']),
});

export type SimulatorSwitches = Readonly<Static<typeof SwitchValues>>;

/** What the field sees, where it is known. */
const DEFAULT_SWITCHES: SimulatorSwitches = {
  notificationResource: 'slashes',
  notificationIds: 'absent',
  notificationOffset: '+00:00',
  notificationType: 'pascal',
  changeEchoes: 'single',
  grantedExpiry: 'as-asked',
  validateOnRenewal: 'changed-url',
  writeScopeSubscribes: 'accepted',
  subscriptionPageSize: 100,
  reauthorizationReminders: 'last-hour',
  lapsedNotifications: 'kept',
  reauthorizationConflict: 'unauthorized',
  revokedSignIn: 'reauthorization-required',
  endpointJudgedAfter: 100,
  consumersIssuer: 'tenant',
  assertionTimeError: '700024',
  assertionReplay: 'accepted',
  stepUpError: 'invalid_grant',
  blockedSignIn: 'page',
  adminConsentDeclined: 'access_denied',
  occurrenceIds: 'agree',
  originalStartForm: 'offset',
  preferredZone: 'honoured',
  textBodies: 'as-html',
  undeclaredKeys: 'usual',
  eventsDelta: 'refused',
  seriesPages: 'whole',
  deltaExpand: 'refused',
  sharedPrivateEvents: 'masked',
  sharedCalendars: 'listed',
  sharedCopyScope: 'calendars-read',
  sharedEventByMe: 'not-found',
  mailboxLimits: 'enforced',
  concurrencyRefusal: '429',
  retryAfter: 'fraction',
  batchOrder: 'as-asked',
  cancelledSubject: 'english',
  organizerCancels: 'deleted',
  declinedEvents: 'removed',
  movedMeetingResponses: 'reset',
  responseTracking: 'moves-last-modified',
  organizerResponse: 'organizer',
  attendeeSeriesZone: 'as-organizer',
  joinLink: 'at-once',
  movedBackByImmutableId: 'present',
  recurrenceNull: 'single',
  rangeOnlyChange: 'drops-exceptions',
  recurrencePhase: 'first-fit',
};

export const SwitchChanges = Type.Partial(SwitchValues, { additionalProperties: false });
export type SwitchChanges = Readonly<Static<typeof SwitchChanges>>;

/** The switches of one world, as they stand now. */
export class SwitchBoard implements Stateful {
  readonly #initial: SimulatorSwitches;
  #current: SimulatorSwitches;

  /** `changes` are in force from the start, and again after a reset. */
  constructor(changes: SwitchChanges = {}) {
    this.#initial = { ...DEFAULT_SWITCHES, ...checkInput(SwitchChanges, changes, 'switches') };
    this.#current = this.#initial;
  }

  get current(): SimulatorSwitches {
    return this.#current;
  }

  /** What is not named stays as it is. */
  set(changes: SwitchChanges): void {
    this.#current = { ...this.#current, ...changes };
  }

  reset(): void {
    this.#current = this.#initial;
  }

  save(): Restore {
    const kept = this.#current;
    return () => {
      this.#current = kept;
    };
  }
}
