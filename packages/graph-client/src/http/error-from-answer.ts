/**
 * What a refusal means. Decides on the status, then on every code in the body, compared without
 * regard to case; on a message only where Graph says a fact nowhere else (the id in a 409, the
 * status inside an ExtensionError, the failed handshake of a subscription).
 * https://learn.microsoft.com/graph/errors
 */
import { GraphError } from '../errors.ts';
import type { GraphErrorCode } from '../errors.ts';
import { readErrorBody } from '../wire/error-body.ts';
import type { ErrorBody } from '../wire/error-body.ts';
import type { Answer } from './exchange.ts';
import { endpointSeen } from './endpoint-seen.ts';
import { parseRetryAfter } from './retry-after.ts';

/** `delta` makes 410 a dead token; `subscription` knows the handshake and the 409. */
export type CallKind = 'delta' | 'read' | 'subscription';

/** Codes that say more than their status does. */
const byCode: Readonly<Record<string, GraphErrorCode>> = {
  syncstatenotfound: 'delta_token_lost',
  syncstateinvalid: 'delta_token_lost',
  resyncrequired: 'delta_token_lost',
  resyncchangesapplydifferences: 'delta_token_lost',
  resyncchangesuploaddifferences: 'delta_token_lost',
  invaliddeltatoken: 'delta_token_lost',
  toomanyrequests: 'throttled',
  applicationthrottled: 'throttled',
  activitylimitreached: 'throttled',
  throttledrequest: 'throttled',
  errorserverbusy: 'throttled',
  mailboxnotenabledforrestapi: 'mailbox_unsupported',
  mailboxnothostedinexchangeonline: 'mailbox_unsupported',
  resourcenotfound: 'mailbox_not_found',
  erroritemnotfound: 'not_found',
  invalidauthenticationtoken: 'unauthorized',
  erroraccessdenied: 'forbidden',
  authorization_requestdenied: 'forbidden',
  insufficient_claims: 'claims_required',
  errorinvalididmalformed: 'invalid_id',
  validationerror: 'endpoint_validation_failed',
};

const byStatus: Readonly<Record<number, GraphErrorCode>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  408: 'service_unavailable',
  409: 'conflict',
  429: 'throttled',
  501: 'not_implemented',
  507: 'quota_exceeded',
};

export function errorFromAnswer(answer: Answer, call: { kind: CallKind; now: number }): GraphError {
  const body = readErrorBody(answer.text);
  const code = classify(answer, body, call.kind);
  const graphCode = mostSpecific(body.codes);
  const retryAfterMs = parseRetryAfter(answer.headers.get('retry-after'), call.now);
  return new GraphError(code, messageFor(code, answer.status, graphCode), {
    status: answer.status,
    retryAfterMs,
    graphCode,
    requestId: answer.headers.get('request-id') ?? body.requestId,
    ...(code === 'conflict' ? { existingSubscriptionId: existingSubscriptionId(body.message) } : {}),
    ...(code === 'endpoint_validation_failed' ? { endpointSeen: endpointSeen(body.message) } : {}),
    ...(code === 'claims_required' ? { claims: claimsOf(answer.headers) } : {}),
  });
}

function classify(answer: Answer, body: ErrorBody, kind: CallKind): GraphErrorCode {
  const { status } = answer;
  if (status < 400) return 'unexpected_redirect';
  const named = body.codes.map((code) => byCode[code.toLowerCase()]).filter((code) => code !== undefined);
  if (status < 500 && named.includes('delta_token_lost')) return 'delta_token_lost';
  if (status === 410) return kind === 'delta' ? 'delta_token_lost' : 'not_found';
  if (status === 429 || named.includes('throttled')) return 'throttled';
  if (challenges(answer.headers)) return 'claims_required';
  if (isExtensionError(body)) return fromExtensionError(body.message, status);
  if (kind === 'subscription' && status === 400 && isFailedHandshake(body))
    return 'endpoint_validation_failed';
  const specific = named.findLast((code) => plausible[code]?.includes(status) === true);
  if (specific !== undefined) return specific;
  return fromStatus(status);
}

/** A known code counts where its status is plausible: a proxy's 502 that quotes a 404 is still a 502. */
const plausible: Partial<Record<GraphErrorCode, readonly number[]>> = {
  unauthorized: [401],
  forbidden: [401, 403],
  claims_required: [401, 403],
  not_found: [404],
  mailbox_not_found: [404],
  mailbox_unsupported: [400, 401, 403, 404],
  invalid_id: [400],
};

function isFailedHandshake(body: ErrorBody): boolean {
  if (body.codes.some((code) => byCode[code.toLowerCase()] === 'endpoint_validation_failed')) return true;
  // Its timeout shares code InvalidRequest with other faults (nodejs-webhooks-sample issue 350).
  return /validation request/i.test(body.message);
}

function isExtensionError(body: ErrorBody): boolean {
  return body.codes.some((code) => code.toLowerCase() === 'extensionerror');
}

/** "…[Status Code: NotFound; Reason: …]" (microsoft-graph-docs issue 6869). */
const byInnerStatus: Readonly<Record<string, GraphErrorCode>> = {
  notfound: 'mailbox_unsupported',
  forbidden: 'forbidden',
  unauthorized: 'unauthorized',
  conflict: 'conflict',
  toomanyrequests: 'throttled',
  serviceunavailable: 'service_unavailable',
  gatewaytimeout: 'service_unavailable',
  internalservererror: 'service_unavailable',
};

function fromExtensionError(message: string, status: number): GraphErrorCode {
  const inner = /Status Code: (\w+)/i.exec(message)?.[1]?.toLowerCase() ?? '';
  return byInnerStatus[inner] ?? fromStatus(status);
}

function fromStatus(status: number): GraphErrorCode {
  return byStatus[status] ?? (status >= 500 ? 'service_unavailable' : 'bad_request');
}

/** The innermost code that we know, else the innermost that is a word ("429" is none). */
function mostSpecific(codes: readonly string[]): string | undefined {
  const words = codes.filter((code) => /^[A-Za-z_][\w.-]{0,99}$/.test(code));
  return words.findLast((code) => byCode[code.toLowerCase()] !== undefined) ?? words.at(-1);
}

function existingSubscriptionId(message: string): string | undefined {
  const guid = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/i;
  return guid.exec(message)?.[0];
}

function challenges(headers: Headers): boolean {
  return /insufficient_claims/i.test(headers.get('www-authenticate') ?? '');
}

/** The base64 may end in `=`, so it is taken between its quotes. */
function claimsOf(headers: Headers): string | undefined {
  return /claims="([^"]+)"/i.exec(headers.get('www-authenticate') ?? '')?.[1];
}

function messageFor(code: GraphErrorCode, status: number, graphCode: string | undefined): string {
  const said = graphCode === undefined ? `${status}` : `${status} ${graphCode}`;
  const meaning = meanings[code];
  return meaning === undefined ? `Microsoft Graph answered ${said}.` : `${meaning} (${said})`;
}

const meanings: Partial<Record<GraphErrorCode, string>> = {
  claims_required: 'The organisation asks for another sign-in.',
  conflict: 'A subscription for the same resource exists.',
  delta_token_lost: 'The delta token is no longer valid; start a new round.',
  endpoint_validation_failed: 'The validation request to the notification endpoint got no valid answer.',
  forbidden: 'Access is denied.',
  mailbox_not_found: 'There is no such user or mailbox.',
  mailbox_unsupported: 'Microsoft Graph cannot read this mailbox: it is not in Exchange Online.',
  not_found: 'There is no such object, or it cannot be seen.',
  throttled: 'Microsoft Graph asks for fewer requests.',
  unauthorized: 'The access token is not valid.',
  unexpected_redirect: 'Microsoft Graph answered with a redirect; it was not followed.',
};
