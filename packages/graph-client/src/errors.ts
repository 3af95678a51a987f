/**
 * What can go wrong between us and Graph: one class, a closed union of codes, and how to retry as
 * data. Messages are our own words: they never hold a token, a link, or anything a server sent
 * beyond its error code, because Graph quotes delta tokens in its messages.
 */

/** How a failed call heals. `later` may carry `retryAfterMs`; `resync` means that the link is dead. */
export type GraphRetry = 'never' | 'later' | 'after-reauth' | 'resync';

const retryByCode = {
  /** The request is wrong, and will be wrong tomorrow. */
  bad_request: 'never',
  /** An id of another kind, or of another mailbox. */
  invalid_id: 'never',
  /** No, bad or expired access token: refresh it once, then ask the person. */
  unauthorized: 'after-reauth',
  /** Conditional access wants an interactive sign-in; `claims` says which. */
  claims_required: 'after-reauth',
  /** A permission or a policy is missing: not a matter of the token. */
  forbidden: 'never',
  not_found: 'never',
  /** No such user or mailbox (Graph: ResourceNotFound). Never a reason to delete an event. */
  mailbox_not_found: 'never',
  /** On premises, without a licence, or a guest: Graph cannot read this mailbox. */
  mailbox_unsupported: 'never',
  /** A subscription for the same resource exists; `existingSubscriptionId` where Graph names it. */
  conflict: 'never',
  /** A deltaLink or nextLink is no longer valid, in any of its disguises. */
  delta_token_lost: 'resync',
  /** A link that leads away from the configured Graph. No token was sent to it. */
  foreign_link: 'resync',
  throttled: 'later',
  service_unavailable: 'later',
  not_implemented: 'never',
  quota_exceeded: 'never',
  /** Graph called the notification URL and got no valid answer. */
  endpoint_validation_failed: 'later',
  /** No answer: refused, reset, name not found. */
  network: 'later',
  timeout: 'later',
  /** An answer that is not JSON: cut short on its way, or the page of a proxy. The next one may be whole. */
  broken_response: 'later',
  /** An answer that is not of the shape that Graph documents. */
  malformed_response: 'later',
  response_too_large: 'never',
  unexpected_redirect: 'never',
  /** A list whose pages repeat or do not end. */
  page_loop: 'later',
} as const satisfies Record<string, GraphRetry>;

export type GraphErrorCode = keyof typeof retryByCode;

/** All codes, for tables that must miss none. */
export const graphErrorCodes: readonly GraphErrorCode[] = Object.keys(retryByCode).filter(isGraphErrorCode);

function isGraphErrorCode(text: string): text is GraphErrorCode {
  return Object.hasOwn(retryByCode, text);
}

/** A status that the endpoint answered with, or that it did not answer in time. */
export type EndpointSeen = number | 'timeout';

export interface GraphErrorDetails {
  /** HTTP status; undefined where there was no answer. */
  readonly status?: number | undefined;
  /** Milliseconds that Graph asked us to wait, rounded up. A floor. */
  readonly retryAfterMs?: number | undefined;
  /** The most specific code that Graph gave, in its own casing. */
  readonly graphCode?: string | undefined;
  /** Graph's `request-id`, for Microsoft's support. */
  readonly requestId?: string | undefined;
  /** Of a 409 on creation, where its message names it. */
  readonly existingSubscriptionId?: string | undefined;
  /** What Microsoft says it saw of the notification endpoint that it could not use. */
  readonly endpointSeen?: EndpointSeen | undefined;
  /** Base64 claims of a challenge, to be sent to Entra as they are after decoding. */
  readonly claims?: string | undefined;
  readonly cause?: unknown;
}

export class GraphError extends Error {
  readonly code: GraphErrorCode;
  readonly retry: GraphRetry;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly graphCode: string | undefined;
  readonly requestId: string | undefined;
  readonly existingSubscriptionId: string | undefined;
  readonly endpointSeen: EndpointSeen | undefined;
  readonly claims: string | undefined;

  constructor(code: GraphErrorCode, message: string, details: GraphErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'GraphError';
    this.code = code;
    this.retry = retryByCode[code];
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
    this.graphCode = details.graphCode;
    this.requestId = details.requestId;
    this.existingSubscriptionId = details.existingSubscriptionId;
    this.endpointSeen = details.endpointSeen;
    this.claims = details.claims;
  }
}
