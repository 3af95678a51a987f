/** A calendar and a run as the API answers them: well, pushed, at rest. Tests say what is different. */
import type { CalendarConnection, SyncRun } from '@calmirror/api-contract';

export const AT = '2026-11-22T14:03:00.000Z';

export function aRun(different: Partial<SyncRun> = {}): SyncRun {
  return {
    id: '0b1c0000-0000-4000-8000-000000000001',
    calendarId: '0b1c0000-0000-4000-8000-000000000002',
    state: 'done',
    trigger: 'notification',
    kind: 'delta',
    full: false,
    pages: 1,
    requests: 1,
    created: 0,
    updated: 0,
    deleted: 0,
    unchanged: 0,
    outcome: 'synced',
    errorCode: null,
    requestedAt: AT,
    startedAt: AT,
    finishedAt: AT,
    durationMs: 100,
    ...different,
  };
}

export function aCalendar(different: Partial<CalendarConnection> = {}): CalendarConnection {
  return {
    id: '0b1c0000-0000-4000-8000-000000000002',
    provider: 'MICROSOFT',
    externalCalendarId: 'AAMk',
    name: 'Work',
    color: 'auto',
    hexColor: null,
    account: {
      id: '0b1c0000-0000-4000-8000-000000000003',
      email: 'adele@contoso.example',
      displayName: 'Adele Vance',
      status: 'active',
      statusReason: null,
    },
    owner: null,
    delegateEmail: null,
    canEdit: true,
    isDefault: false,
    status: 'active',
    statusReason: null,
    window: null,
    webhook: null,
    issueCount: 0,
    lastError: null,
    deltaAgainAt: null,
    nextRoundAt: null,
    freshness: {
      asOf: AT,
      mode: 'push',
      lastNotificationAt: null,
      lastRoundAt: AT,
      lastFullCheckAt: AT,
      lagSeconds: 0,
    },
    currentRun: null,
    lastRun: null,
    createdAt: AT,
    ...different,
  };
}
