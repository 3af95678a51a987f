/**
 * Refusals: how they are classified, and what then becomes of the round, or of the subscription that
 * was to be created. Sources: concepts/errors, throttling, delta-query-overview, issues named in the files' index.
 */
import type { GraphErrorCode, GraphRetry } from '@calmirror/graph-client/errors';

export interface ErrorPayload {
  readonly file: string;
  readonly status: number;
  /** What was asked: the first page of a delta round, one event, a new subscription. */
  readonly asked: 'delta' | 'event' | 'subscription';
  readonly retryAfter?: string;
  readonly code: GraphErrorCode;
  readonly retry: GraphRetry;
  readonly graphCode: string;
  /** For Microsoft's support; kept with the error, whatever the spelling of its key. */
  readonly requestId?: string;
  /** Of the round (after-error.ts), or of the creation (judge-refusal.ts). */
  readonly decision: string;
}

const tokenLost = { code: 'delta_token_lost', retry: 'resync', decision: 'baseline' } as const;
/** Read while settling, this answer means: the event is gone. Of the calendar itself it says the same. */
const gone = { code: 'not_found', retry: 'never', decision: 'stop: gone' } as const;
const badRequest = { code: 'bad_request', retry: 'never', decision: 'back-off' } as const;
const throttled = { code: 'throttled', retry: 'later', decision: 'back-off' } as const;
const unsupported = { retry: 'never', decision: 'stop: unsupported' } as const;
const noHandshake = { code: 'endpoint_validation_failed', retry: 'later', decision: 'endpoint' } as const;

export const errors: readonly ErrorPayload[] = [
  {
    ...badRequest,
    file: 'calendar/error-400-calendarview-range-over-1825-days.json',
    status: 400,
    asked: 'delta',
    graphCode: 'ErrorInvalidRequest',
    requestId: 'f9698272-bc55-43b3-9c29-44810f2fc4cb',
  },
  {
    ...badRequest,
    file: 'calendar/error-400-delta-missing-window.json',
    status: 400,
    asked: 'delta',
    graphCode: 'ErrorInvalidParameter',
    requestId: '927a5eb3-6633-4094-88ea-4863ba502948',
  },
  {
    ...badRequest,
    file: 'calendar/error-400-invalid-attachment-id-delta-expand.json',
    status: 400,
    asked: 'delta',
    graphCode: 'ErrorInvalidAttachmentId',
    requestId: '6bbe3337-6a8d-4bad-a450-d296323ec82a',
  },
  {
    ...tokenLost,
    file: 'calendar/error-400-invalid-delta-token.json',
    status: 400,
    asked: 'delta',
    graphCode: 'InvalidDeltaToken',
    requestId: '7ce9703d-57ff-43df-b8f6-d75e8c753505',
  },
  {
    ...gone,
    file: 'calendar/error-404-item-not-found-other-mailbox.json',
    status: 404,
    asked: 'event',
    graphCode: 'ErrorItemNotFound',
    requestId: '9914aece-641f-4295-be75-5d07d5290b3e',
  },
  {
    ...tokenLost,
    file: 'calendar/error-410-resyncrequired-drive.json',
    status: 410,
    asked: 'delta',
    graphCode: 'resyncRequired',
    requestId: '4066dbff-4e0c-48a0-bf94-31934a1aaea4',
  },
  {
    ...tokenLost,
    file: 'calendar/error-410-syncstatenotfound.json',
    status: 410,
    asked: 'delta',
    graphCode: 'SyncStateNotFound',
    requestId: '1137f277-eab4-4b9b-bb13-2ceb880bffcb',
  },
  {
    ...tokenLost,
    file: 'calendar/error-syncstatenotfound-2018.json',
    // Not told there; the code means the same with any 40x.
    status: 404,
    asked: 'delta',
    graphCode: 'SyncStateNotFound',
    requestId: '47e918a9-ce5b-42b4-8a86-12b96c93121a',
  },
  {
    ...tokenLost,
    file: 'subscriptions/error-410-SyncStateNotFound.json',
    status: 410,
    asked: 'delta',
    graphCode: 'SyncStateNotFound',
    requestId: '47e918a9-ce5b-42b4-8a86-12b96c93121a',
  },
  {
    file: 'calendar/error-501-notimplemented.json',
    status: 501,
    asked: 'event',
    code: 'not_implemented',
    retry: 'never',
    graphCode: 'NotImplemented',
    requestId: '...',
    decision: 'back-off',
  },
  {
    file: 'calendar/error-504-unknownerror-delta.json',
    status: 504,
    asked: 'delta',
    code: 'service_unavailable',
    retry: 'later',
    graphCode: 'UnknownError',
    requestId: 'c229d377-cfa3-427d-b3e3-e93e6ff79544',
    decision: 'back-off',
  },
  {
    ...badRequest,
    file: 'calendar/error-generic-shape.json',
    status: 416,
    asked: 'event',
    graphCode: 'invalidRange',
    requestId: 'request-id',
  },
  {
    ...badRequest,
    file: 'subscriptions/error-shape-reference.json',
    status: 416,
    asked: 'event',
    graphCode: 'invalidRange',
    requestId: 'request-id',
  },
  {
    file: 'subscriptions/error-400-ErrorInvalidIdMalformed.json',
    status: 400,
    asked: 'event',
    code: 'invalid_id',
    retry: 'never',
    graphCode: 'ErrorInvalidIdMalformed',
    requestId: 'c716830c-ef25-4f24-b5dd-e559d0b4b1eb',
    decision: 'back-off',
  },
  {
    ...noHandshake,
    file: 'subscriptions/error-400-subscription-ValidationError.json',
    status: 400,
    asked: 'subscription',
    graphCode: 'ValidationError',
    requestId: '4145e871-21e9-4e4b-8144-b577f2336017',
  },
  {
    ...noHandshake,
    file: 'subscriptions/error-400-subscription-validation-timeout.json',
    status: 400,
    asked: 'subscription',
    graphCode: 'InvalidRequest',
    requestId: 'b2e40ef6-765e-4b84-a147-f9ebc0683d30',
  },
  {
    file: 'subscriptions/error-401-InvalidAuthenticationToken.json',
    status: 401,
    asked: 'delta',
    code: 'unauthorized',
    retry: 'after-reauth',
    graphCode: 'InvalidAuthenticationToken',
    requestId: 'e6ea1bde-9f04-46a8-9705-824047cfd611',
    // After one refresh, which is graph-access.ts's.
    decision: 'stop: reauth_required',
  },
  {
    file: 'subscriptions/error-403-ErrorAccessDenied-app-access-policy.json',
    status: 403,
    asked: 'delta',
    code: 'forbidden',
    retry: 'never',
    graphCode: 'ErrorAccessDenied',
    requestId: '2f038156-cf40-403d-8e46-831fe42a8229',
    decision: 'stop: forbidden',
  },
  {
    ...gone,
    file: 'subscriptions/error-404-ErrorItemNotFound.json',
    status: 404,
    asked: 'event',
    graphCode: 'ErrorItemNotFound',
    requestId: '{request_id}',
  },
  {
    ...unsupported,
    file: 'subscriptions/error-404-MailboxNotEnabledForRESTAPI.json',
    status: 404,
    asked: 'delta',
    code: 'mailbox_unsupported',
    graphCode: 'MailboxNotEnabledForRESTAPI',
    requestId: '9d016848-179e-4d1f-99d2-4f04796bf037',
  },
  {
    ...unsupported,
    file: 'subscriptions/error-404-ResourceNotFound.json',
    status: 404,
    asked: 'delta',
    code: 'mailbox_not_found',
    graphCode: 'ResourceNotFound',
    requestId: '4b9087ce-07fe-4afc-930e-1d7499ae3c13',
  },
  {
    ...throttled,
    file: 'subscriptions/error-429-ApplicationThrottled-MailboxConcurrency.json',
    status: 429,
    asked: 'delta',
    graphCode: 'ApplicationThrottled',
  },
  {
    ...throttled,
    file: 'subscriptions/error-429-TooManyRequests.json',
    status: 429,
    asked: 'delta',
    retryAfter: '10',
    // Its inner code is the number 429, which says less.
    graphCode: 'TooManyRequests',
    requestId: '94fb3b52-452a-4535-a601-69e0a90e3aa2',
  },
  {
    file: 'subscriptions/error-subscription-ExtensionError.json',
    // Not told there.
    status: 400,
    asked: 'subscription',
    code: 'mailbox_unsupported',
    retry: 'never',
    graphCode: 'ExtensionError',
    requestId: 'ad5b74f1-04d6-46bc-8a11-e6617a974e37',
    decision: 'refused',
  },
];
