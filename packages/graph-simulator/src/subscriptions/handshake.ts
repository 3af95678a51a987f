/**
 * Proves, before a subscription exists, that its URL belongs to somebody who
 * wants it. Source: learn.microsoft.com/graph/change-notifications-delivery-webhooks,
 * "notificationUrl validation".
 */
import { GraphError } from '../graph/graph-error.ts';
import { guidFrom, hashBytes } from '../world/seeded.ts';

const LIMIT_MS = 10_000;
const BODY_LIMIT = 64 * 1024;

export interface HandshakeOptions {
  /** Real milliseconds; Graph gives 10 seconds. */
  readonly limitMs?: number | undefined;
  /** What the token is made from. */
  readonly seed?: string | undefined;
  /** Ends the attempt, as when the simulator stops. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Posts a validation token to the URL and expects it back, decoded, as text/plain.
 * @throws {GraphError} 400 ValidationError, or 400 InvalidRequest on a time-out.
 */
export async function validateEndpoint(url: string, options: HandshakeOptions = {}): Promise<void> {
  const limit = AbortSignal.timeout(options.limitMs ?? LIMIT_MS);
  const signal = options.signal === undefined ? limit : AbortSignal.any([options.signal, limit]);
  // Spaces, a colon, '+' and '/': a token that was not decoded exactly once comes back wrong.
  const seed = options.seed ?? url;
  const token = `Validation: Testing client application reachability for subscription Request-Id: ${guidFrom(seed)} ${hashBytes(`token/${seed}`).toString('base64')}+/=`;
  const separator = url.includes('?') ? '&' : '?';
  const address = `${url}${separator}${new URLSearchParams({ validationToken: token }).toString()}`;
  let answer: { status: number; statusText: string; type: string; body: string };
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: '',
      redirect: 'manual',
      signal,
    });
    answer = {
      status: response.status,
      statusText: response.statusText,
      type: response.headers.get('content-type') ?? '',
      body: (await response.text()).slice(0, BODY_LIMIT),
    };
  } catch {
    if (limit.aborted)
      throw new GraphError(400, 'InvalidRequest', 'Subscription validation request timed out.');
    throw failed('The endpoint could not be reached.');
  }
  if (answer.status !== 200)
    throw failed(
      `Notification endpoint must respond with 200 OK to validation request. The status seen is '${answer.statusText || String(answer.status)}'.`,
    );
  if (!/^text\/plain\s*(?:;|$)/i.test(answer.type))
    throw failed(
      'Notification endpoint must respond with 200 OK and Content-Type text/plain to validation request.',
    );
  if (answer.body !== token)
    throw failed(
      'Notification endpoint must respond with 200 OK to validation request, with the decoded validationToken as its body.',
    );
}

const failed = (reason: string): GraphError =>
  new GraphError(400, 'ValidationError', `Subscription validation request failed. ${reason}`);
