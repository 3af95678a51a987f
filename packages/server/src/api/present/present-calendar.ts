import type { CalendarConnection, WebhookSubscription } from '@calmirror/api-contract';

import type { CalendarView, WebhookView } from '../../mirror/queries/calendars-query.ts';
import { presentFreshness } from './present-freshness.ts';
import { presentRun } from './present-run.ts';
import { instant, instantOrNull } from './times.ts';

export function presentCalendar(calendar: CalendarView): CalendarConnection {
  const { ownerName, ownerAddress, windowStart, windowEnd } = calendar;
  return {
    id: calendar.id,
    provider: calendar.provider,
    externalCalendarId: calendar.externalCalendarId,
    name: calendar.name,
    color: calendar.color,
    hexColor: calendar.hexColor,
    account: {
      id: calendar.accountId,
      email: calendar.accountEmail,
      displayName: calendar.accountDisplayName,
      status: calendar.accountStatus,
      statusReason: calendar.accountStatusReason,
    },
    owner: ownerName === null && ownerAddress === null ? null : { name: ownerName, address: ownerAddress },
    delegateEmail: calendar.delegateEmail,
    canEdit: calendar.canEdit,
    isDefault: calendar.isDefault,
    status: calendar.status,
    statusReason: calendar.statusReason,
    window:
      windowStart === null || windowEnd === null
        ? null
        : { start: instant(windowStart), end: instant(windowEnd) },
    webhook: calendar.webhook === null ? null : presentWebhook(calendar.webhook),
    issueCount: calendar.issueCount,
    lastError:
      calendar.lastErrorCode === null
        ? null
        : {
            code: calendar.lastErrorCode,
            message: calendar.lastErrorMessage,
            at: instantOrNull(calendar.lastErrorAt),
          },
    deltaAgainAt: instantOrNull(calendar.deltaAgainAt),
    nextRoundAt: instantOrNull(calendar.nextRoundAt),
    freshness: presentFreshness(calendar.freshness),
    currentRun: calendar.currentRun === null ? null : presentRun(calendar.currentRun),
    lastRun: calendar.lastRun === null ? null : presentRun(calendar.lastRun),
    createdAt: instant(calendar.createdAt),
  };
}

/** Field by field: what a subscription's row holds besides must leave by no answer. */
export function presentWebhook(webhook: WebhookView): WebhookSubscription {
  return {
    id: webhook.id,
    calendarConnectionId: webhook.calendarConnectionId,
    provider: 'MICROSOFT',
    subscriptionId: webhook.subscriptionId,
    resourcePath: webhook.resourcePath,
    expirationDateTime: instantOrNull(webhook.expirationDateTime),
    notificationUrl: webhook.notificationUrl,
    lastNotificationAt: instantOrNull(webhook.lastNotificationAt),
    isActive: webhook.isActive,
    health: webhook.health,
    healthReason: webhook.healthReason,
  };
}
