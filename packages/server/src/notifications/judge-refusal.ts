/**
 * What it means when Graph does not create a subscription, with a sentence for people. Pure.
 * Graph documents only `/users/{id}/events`; where it refuses to name a single calendar, that is
 * remembered, and everything else is tried again by itself.
 */
import type { EndpointSeen, GraphErrorCode } from '@calmirror/graph-client/errors';

import type { GraphFailure } from './graph-failure.ts';
import type { ResourceForm } from './subscription-resource.ts';

export type CreationVerdict =
  | { readonly kind: 'conflict'; readonly existingSubscriptionId: string | undefined }
  /** Trouble that passes: throttling, outage, an expired sign-in. Graph may have made it all the same. */
  | { readonly kind: 'later'; readonly retryAfterMs: number | undefined; readonly reason: string }
  /** Graph could not use our address; why is found out by asking it ourselves (judge-endpoint.ts). */
  | { readonly kind: 'endpoint'; readonly seen: EndpointSeen | undefined }
  /** This way of naming the calendar is refused: not tried again in this mailbox for that long. */
  | { readonly kind: 'form_refused'; readonly forMs: number; readonly reason: string }
  | { readonly kind: 'refused'; readonly retryAfterMs: number; readonly reason: string };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;

/** Total: a new code of the library must be given a meaning here. */
const meanings = {
  conflict: 'conflict',
  endpoint_validation_failed: 'endpoint',
  bad_request: 'form',
  invalid_id: 'form',
  not_implemented: 'form',
  forbidden: 'policy',
  not_found: 'calendar',
  mailbox_not_found: 'refused',
  mailbox_unsupported: 'refused',
  quota_exceeded: 'refused',
  delta_token_lost: 'refused',
  foreign_link: 'refused',
  response_too_large: 'refused',
  unexpected_redirect: 'refused',
  unauthorized: 'sign-in',
  claims_required: 'sign-in',
  throttled: 'throttled',
  service_unavailable: 'outage',
  network: 'outage',
  timeout: 'outage',
  broken_response: 'outage',
  malformed_response: 'outage',
  page_loop: 'outage',
} as const satisfies Record<GraphErrorCode, string>;

const passing = {
  'sign-in': 'Microsoft did not accept the sign-in; it is tried again soon.',
  throttled: 'Microsoft asked us to slow down; it is tried again when Microsoft allows it.',
  outage: 'Microsoft Graph did not answer as it should; it is tried again soon.',
  ours: 'It could not be asked of Microsoft; it is tried again soon.',
} as const;

export function judgeCreation(
  failure: GraphFailure,
  attempt: { form: ResourceForm; isDefault: boolean },
): CreationVerdict {
  const meaning = failure.code === undefined ? 'ours' : meanings[failure.code];
  if (meaning === 'conflict')
    return { kind: 'conflict', existingSubscriptionId: failure.existingSubscriptionId };
  if (meaning === 'endpoint') return { kind: 'endpoint', seen: failure.endpointSeen };
  if (meaning === 'sign-in' || meaning === 'throttled' || meaning === 'outage' || meaning === 'ours') {
    return { kind: 'later', retryAfterMs: failure.retryAfterMs, reason: passing[meaning] };
  }
  const word = failure.graphCode ?? failure.status ?? failure.code ?? 'unknown';
  const reason = `Microsoft refused to send notifications for this calendar (${word}).`;
  // The default calendar cannot be gone, so the form is meant; another one may be.
  if (meaning === 'calendar' && !attempt.isDefault) return { kind: 'refused', retryAfterMs: HOUR_MS, reason };
  if (meaning === 'refused' || attempt.form === 'default')
    return { kind: 'refused', retryAfterMs: DAY_MS, reason };
  // A policy may allow one form and not the other, and policies are changed within days.
  return { kind: 'form_refused', forMs: meaning === 'form' ? WEEK_MS : DAY_MS, reason };
}
