import { describe, expect, it } from 'vitest';

import { errorFromAnswer } from '../src/http/error-from-answer.ts';
import type { CallKind } from '../src/http/error-from-answer.ts';

function errorOf(
  status: number,
  body: unknown,
  kind: CallKind = 'read',
  headers: Record<string, string> = {},
) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return errorFromAnswer({ status, headers: new Headers(headers), text }, { kind, now: 0 });
}

const coded = (code: string, message = '') => ({ error: { code, message } });

describe('what a refusal means', () => {
  it.each([
    [400, coded('ErrorInvalidIdMalformed'), 'invalid_id', 'never'],
    [400, coded('ErrorInvalidRequest'), 'bad_request', 'never'],
    [400, coded('ErrorInvalidParameter'), 'bad_request', 'never'],
    [401, coded('InvalidAuthenticationToken'), 'unauthorized', 'after-reauth'],
    [401, '', 'unauthorized', 'after-reauth'],
    [403, coded('ErrorAccessDenied'), 'forbidden', 'never'],
    [403, coded('Authorization_RequestDenied'), 'forbidden', 'never'],
    [403, coded('insufficient_claims'), 'claims_required', 'after-reauth'],
    [404, coded('ErrorItemNotFound'), 'not_found', 'never'],
    [404, coded('erroritemnotfound'), 'not_found', 'never'],
    [404, coded('ResourceNotFound'), 'mailbox_not_found', 'never'],
    [404, coded('MailboxNotEnabledForRESTAPI'), 'mailbox_unsupported', 'never'],
    [404, coded('MailboxNotHostedInExchangeOnline'), 'mailbox_unsupported', 'never'],
    [409, coded('Conflict'), 'conflict', 'never'],
    [410, coded('Gone'), 'not_found', 'never'],
    [412, coded('ErrorIrresolvableConflict'), 'bad_request', 'never'],
    [429, coded('TooManyRequests'), 'throttled', 'later'],
    [429, '', 'throttled', 'later'],
    [503, coded('ApplicationThrottled'), 'throttled', 'later'],
    [500, coded('generalException'), 'service_unavailable', 'later'],
    [502, '<html>Bad gateway</html>', 'service_unavailable', 'later'],
    [502, coded('ErrorItemNotFound'), 'service_unavailable', 'later'],
    [503, coded('SyncStateNotFound'), 'service_unavailable', 'later'],
    [504, coded('UnknownError'), 'service_unavailable', 'later'],
    [509, '', 'service_unavailable', 'later'],
    [501, coded('NotImplemented'), 'not_implemented', 'never'],
    [507, coded('quotaLimitReached'), 'quota_exceeded', 'never'],
    [418, 'null', 'bad_request', 'never'],
    [404, '{"error":"a string"}', 'not_found', 'never'],
  ] as const)('%i %j is %s, to be retried %s', (status, body, code, retry) => {
    expect(errorOf(status, body)).toMatchObject({ code, retry, status });
  });

  it('takes the innermost code that it knows, however innerError is spelled', () => {
    const nested = {
      error: {
        code: 'BadRequest',
        innererror: { code: 'ErrorInvalidIdMalformed', innerError: { code: '400' } },
      },
    };
    expect(errorOf(400, nested)).toMatchObject({ code: 'invalid_id', graphCode: 'ErrorInvalidIdMalformed' });
    const numbered = { error: { code: 'TooManyRequests', innerError: { code: '429' } } };
    expect(errorOf(429, numbered).graphCode).toBe('TooManyRequests');
    expect(errorOf(400, coded('')).graphCode).toBeUndefined();
  });

  it('keeps the request id, from the header before the body, in both spellings', () => {
    expect(errorOf(404, { error: { code: 'x', innerError: { requestId: 'b' } } }).requestId).toBe('b');
    expect(errorOf(404, { error: { code: 'x', innerError: { 'request-id': 'c' } } }).requestId).toBe('c');
    expect(
      errorOf(404, { error: { innerError: { requestId: 'b' } } }, 'read', { 'request-id': 'a' }).requestId,
    ).toBe('a');
  });

  it('names the subscription that exists, where a 409 names it', () => {
    const message =
      'Subscription Id 5522BD62-7c96-4530-85b0-00b916f6151a already exists for the requested combination';
    expect(errorOf(409, coded('Conflict', message), 'subscription').existingSubscriptionId).toBe(
      '5522BD62-7c96-4530-85b0-00b916f6151a',
    );
    expect(
      errorOf(409, coded('Conflict', 'Subscription Id <> already exists'), 'subscription')
        .existingSubscriptionId,
    ).toBeUndefined();
  });

  it('tells a failed handshake from other bad requests, also where only its message does', () => {
    expect(errorOf(400, coded('ValidationError', '…'), 'subscription').code).toBe(
      'endpoint_validation_failed',
    );
    const timedOut = coded('InvalidRequest', 'Subscription validation request timed out.');
    expect(errorOf(400, timedOut, 'subscription')).toMatchObject({
      code: 'endpoint_validation_failed',
      retry: 'later',
    });
    expect(errorOf(400, coded('InvalidRequest', 'Bad resource.'), 'subscription').code).toBe('bad_request');
    expect(errorOf(400, timedOut, 'read').code).toBe('bad_request');
  });

  it('keeps what Microsoft saw of the endpoint, and nothing else of its message', () => {
    const seen = (message: string) => errorOf(400, coded('ValidationError', message), 'subscription');
    const failed = 'Subscription validation request failed. Notification endpoint must respond with 200 OK';
    expect(seen(`${failed} to validation request.`).endpointSeen).toBeUndefined();
    expect(seen(`${failed}. The status seen is 'Forbidden'.`).endpointSeen).toBe(403);
    expect(seen(`${failed}. The status seen is 'BadGateway'.`).endpointSeen).toBe(502);
    expect(seen(`${failed}. The status seen is 'Not Found'.`).endpointSeen).toBe(404);
    expect(seen(`${failed}. The status seen is '503'.`).endpointSeen).toBe(503);
    expect(seen(`${failed}. It said 'secret words'.`).endpointSeen).toBeUndefined();
    expect(seen('Subscription validation request timed out.').endpointSeen).toBe('timeout');
    expect(errorOf(400, coded('BadRequest', "'Forbidden'"), 'read').endpointSeen).toBeUndefined();
  });

  it('reads the status inside an ExtensionError', () => {
    const message =
      'Operation: Create; Exception: [Status Code: NotFound; Reason: REST API is not yet supported for this mailbox.]';
    expect(errorOf(400, coded('ExtensionError', message)).code).toBe('mailbox_unsupported');
    expect(errorOf(503, coded('extensionError', 'no status')).code).toBe('service_unavailable');
  });

  it('hands on the claims of a challenge', () => {
    const header = 'Bearer realm="", error="insufficient_claims", claims="eyJhIjoxfQ=="';
    expect(errorOf(401, '', 'read', { 'www-authenticate': header })).toMatchObject({
      code: 'claims_required',
      retry: 'after-reauth',
      claims: 'eyJhIjoxfQ==',
    });
  });

  it('never quotes a message of the server', () => {
    const error = errorOf(
      400,
      coded('InvalidDeltaToken', "The value 's3cret' of parameter '$deltaToken' is invalid."),
    );
    expect(error.message).not.toContain('s3cret');
    expect(errorOf(400, coded('a b\nc s3cret')).message).not.toContain('s3cret');
  });

  it('survives a body that nests without end', () => {
    let body: unknown = { code: 'deep' };
    for (let depth = 0; depth < 500; depth += 1) body = { innerError: body };
    expect(errorOf(400, { error: body }).code).toBe('bad_request');
  });
});
