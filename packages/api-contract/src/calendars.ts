import { Type } from 'typebox';
import type { Static } from 'typebox';

import { Freshness } from './freshness.ts';
import { SyncRun } from './runs.ts';
import { closed, Count, Instant, listOf, nullable, Uuid } from './schema-kit.ts';

export const connectionStatuses = [
  'connecting',
  'active',
  'reauth_required',
  'forbidden',
  'gone',
  'unsupported',
  'paused',
  'disconnecting',
  'disconnected',
] as const;

export const MicrosoftAccount = closed({
  id: Uuid,
  email: Type.String(),
  displayName: nullable(Type.String()),
  status: Type.Enum(['active', 'reauth_required']),
  statusReason: nullable(Type.String()),
});

export const webhookHealths = ['creating', 'live', 'expired', 'removed', 'refused', 'deleting'] as const;

/** The subscription at Microsoft that pushes this calendar's changes. Its clientState leaves by no API. */
export const WebhookSubscription = closed({
  id: Uuid,
  calendarConnectionId: Uuid,
  provider: Type.Literal('MICROSOFT'),
  subscriptionId: nullable(Type.String()),
  resourcePath: Type.String(),
  expirationDateTime: nullable(Instant),
  notificationUrl: Type.String(),
  lastNotificationAt: nullable(Instant),
  isActive: Type.Boolean(),
  health: Type.Enum(webhookHealths),
  healthReason: nullable(Type.String()),
});
export type WebhookSubscription = Static<typeof WebhookSubscription>;

/** One Outlook calendar that is being mirrored for a user. */
export const CalendarConnection = closed({
  id: Uuid,
  provider: Type.Literal('MICROSOFT'),
  externalCalendarId: Type.String(),
  name: Type.String(),
  color: nullable(Type.String()),
  hexColor: nullable(Type.String()),
  account: MicrosoftAccount,
  owner: nullable(closed({ name: nullable(Type.String()), address: nullable(Type.String()) })),
  delegateEmail: nullable(
    Type.String({ description: 'owner of a calendar that was shared with the account' }),
  ),
  canEdit: Type.Boolean({ description: 'what the person may do in Outlook; Calmirror only reads' }),
  isDefault: Type.Boolean(),
  status: Type.Enum(connectionStatuses),
  statusReason: nullable(Type.String()),
  window: nullable(closed({ start: Instant, end: Instant }, 'the dates that are mirrored')),
  webhook: nullable(WebhookSubscription),
  issueCount: Type.Integer({
    minimum: 0,
    description: 'events that could not be read, kept aside and tried again',
  }),
  lastError: nullable(
    closed({ code: Type.String(), message: nullable(Type.String()), at: nullable(Instant) }),
  ),
  deltaAgainAt: Type.Union([Instant, Type.Null()], {
    description:
      'set where Microsoft’s list of changes does not come to an end: the whole window is read every few minutes, and the list of changes is tried again then',
  }),
  nextRoundAt: Type.Union([Instant, Type.Null()], {
    description:
      'when it is looked at next, unless Microsoft or a person calls earlier; null: a sync is about to begin, or nothing happens until a person acts',
  }),
  freshness: Freshness,
  currentRun: Type.Union([SyncRun, Type.Null()], { description: 'the sync under way, or waiting to begin' }),
  lastRun: Type.Union([SyncRun, Type.Null()], { description: 'the newest sync that has ended' }),
  createdAt: Instant,
});
export type CalendarConnection = Static<typeof CalendarConnection>;

/** A calendar that appeared in Outlook and is not mirrored. To mirror it, connect its account again and choose it. */
export const CalendarOffer = closed({
  accountId: Uuid,
  accountEmail: Type.String(),
  name: Type.String(),
  noticedAt: Instant,
});
export type CalendarOffer = Static<typeof CalendarOffer>;

export const CalendarList = closed({
  ...listOf(CalendarConnection, Freshness).properties,
  offers: Type.Array(CalendarOffer, {
    description: 'calendars that appeared in Outlook since their account was connected; noticed daily',
  }),
  pushObstacle: nullable(
    Type.String({
      description:
        'why Microsoft pushes no calendar of this installation, and what its operator can do; null: API_URL is one that it may reach',
    }),
  ),
});
export type CalendarList = Static<typeof CalendarList>;

export const DisconnectQuery = closed({
  data: Type.Optional(
    Type.Enum(['purge', 'keep'], {
      description: 'purge (default): the events are deleted; keep: they stay readable',
    }),
  ),
});
export type DisconnectQuery = Static<typeof DisconnectQuery>;

export const CalendarStats = closed({
  calendars: closed({
    total: Count,
    byStatus: Type.Record(Type.Enum(connectionStatuses), Count),
    push: Count,
    polling: Count,
    blocked: Count,
  }),
  events: closed({
    total: Type.Integer({
      minimum: 0,
      description: 'single events, occurrences and exceptions; masters are not counted',
    }),
    upcoming: Type.Integer({ minimum: 0, description: 'not yet over' }),
    series: Count,
    teamsMeetings: Count,
    issues: Count,
  }),
  runs: closed({ last24Hours: Count, failedLast24Hours: Count, lastFinishedAt: nullable(Instant) }),
  items: Type.Array(
    closed({ calendarId: Uuid, name: Type.String(), events: Count, upcoming: Count, series: Count }),
  ),
  freshness: nullable(Freshness),
});
export type CalendarStats = Static<typeof CalendarStats>;
