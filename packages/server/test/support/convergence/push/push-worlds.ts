/** What Microsoft leaves open about push, in sets that scripts are played in; and faults of it as rules of the simulator. */
import type { Simulator } from '@calmirror/graph-simulator';

import type { OnTheWay, PushWorld, Refusal } from './push-script.ts';

type Switches = Parameters<Simulator['control']['setSwitches']>[0];
type FaultRule = Parameters<Simulator['control']['setFaults']>[0]['rules'][number];

export const pushWorlds: Readonly<Record<PushWorld, Switches>> = {
  usual: { endpointJudgedAfter: 1 },
  /** Says everything several times, in every spelling. */
  echoes: {
    changeEchoes: 'several',
    notificationResource: 'mixed',
    notificationIds: 'present',
    notificationOffset: '+05:30',
    notificationType: 'camel',
    subscriptionPageSize: 2,
    batchOrder: 'reversed',
    reauthorizationReminders: 'every-few-minutes',
    endpointJudgedAfter: 1,
  },
  /** Checks everything again, grants less, forgives nothing. */
  strict: {
    validateOnRenewal: 'always',
    grantedExpiry: 'earlier',
    reauthorizationConflict: 'refused',
    reauthorizationReminders: 'last-quarter-hour',
    revokedSignIn: 'paused-at-once',
    endpointJudgedAfter: 1,
  },
  /** Never reminds of tokens that end; what happens meanwhile is kept for four hours. */
  forgetful: { reauthorizationReminders: 'never', endpointJudgedAfter: 1 },
  /** Never reminds, and keeps nothing; who signs out loses subscriptions. */
  merciless: {
    reauthorizationReminders: 'never',
    lapsedNotifications: 'lost',
    revokedSignIn: 'subscription-removed',
    endpointJudgedAfter: 1,
  },
};

const MINUTE_MS = 60_000;
const NOTIFICATION = '^Users|^users|^lifecycle/';

export function onTheWayRule(what: OnTheWay, times: number): FaultRule {
  const match = { pathPattern: NOTIFICATION, times };
  switch (what) {
    case 'lost':
      return { match, action: { type: 'dropNotification' } };
    case 'doubled':
      return { match, action: { type: 'doubleNotification' } };
    case 'late':
      return { match, action: { type: 'delayNotification', ms: 3 * MINUTE_MS } };
    case 'very-late':
      return { match, action: { type: 'delayNotification', ms: 3 * 60 * MINUTE_MS } };
    case 'reordered':
      return { match, action: { type: 'reorderNotification' } };
  }
}

export function refusalRule(refusal: Refusal, times: number): FaultRule {
  const create = { method: 'POST', pathPattern: String.raw`^/v1\.0/subscriptions$`, times };
  // Alone, or as the only one of a batch; a batch of several meets its own faults by chaos.
  const renew = { method: 'PATCH', pathPattern: String.raw`^/v1\.0/subscriptions/`, times };
  switch (refusal) {
    case 'create-unavailable':
      return { match: create, action: { type: 'status', status: 503 } };
    case 'create-answer-lost':
      return { match: create, action: { type: 'loseAnswer' } };
    case 'create-throttled':
      return { match: create, action: { type: 'status', status: 429, retryAfter: 30 } };
    case 'create-form-refused':
      return { match: create, action: { type: 'status', status: 400, code: 'ExtensionError' } };
    case 'renew-unavailable':
      return { match: renew, action: { type: 'status', status: 503 } };
    case 'renew-answer-lost':
      return { match: renew, action: { type: 'loseAnswer' } };
    case 'renew-throttled':
      return { match: renew, action: { type: 'status', status: 429, retryAfter: 30 } };
    case 'renew-not-found':
      return { match: renew, action: { type: 'status', status: 404, code: 'ResourceNotFound' } };
  }
}
