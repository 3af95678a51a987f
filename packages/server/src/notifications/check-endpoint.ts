/**
 * Asks our own notification address what Microsoft asks it, from here, and says what came of it. Only after Microsoft
 * could not use it: what is found names the likely cause. From here is not from outside, so it proves nothing.
 */
import { randomBytes } from 'node:crypto';

export type EndpointFinding =
  /** As it should. */
  | { readonly kind: 'answers' }
  | { readonly kind: 'status'; readonly status: number }
  /** `to` is an origin. */
  | { readonly kind: 'redirect'; readonly to: string | undefined }
  /** 200, and not what we had sent. */
  | { readonly kind: 'something_else' }
  | { readonly kind: 'name_unknown' }
  | { readonly kind: 'nobody_listens' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'certificate'; readonly fault: 'expired' | 'other_name' | 'not_trusted' }
  /** What answers at that port speaks no TLS. */
  | { readonly kind: 'no_tls' }
  | { readonly kind: 'unknown' };

const LIMIT_MS = 5_000;

export async function checkEndpoint(
  notificationUrl: string,
  signal: AbortSignal,
  limitMs = LIMIT_MS,
): Promise<EndpointFinding> {
  const limit = AbortSignal.timeout(limitMs);
  // Escaped once, it comes back as it is; twice or never, it does not.
  const token = `Calmirror asks itself: ${randomBytes(12).toString('base64')}+/=`;
  const url = new URL(notificationUrl);
  url.searchParams.set('validationToken', token);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: '',
      redirect: 'manual',
      signal: AbortSignal.any([signal, limit]),
    });
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      return { kind: 'redirect', to: originOf(response.headers.get('location'), url) };
    }
    if (response.status !== 200) {
      await response.body?.cancel();
      return { kind: 'status', status: response.status };
    }
    const isText = /^text\/plain\s*(?:;|$)/i.test(response.headers.get('content-type') ?? '');
    return isText && (await startOf(response, token.length + 1)) === token
      ? { kind: 'answers' }
      : { kind: 'something_else' };
  } catch (error) {
    return limit.aborted ? { kind: 'silent' } : findingOf(error);
  }
}

const byErrorCode: Readonly<Record<string, EndpointFinding>> = {
  ENOTFOUND: { kind: 'name_unknown' },
  EAI_AGAIN: { kind: 'name_unknown' },
  ECONNREFUSED: { kind: 'nobody_listens' },
  EHOSTUNREACH: { kind: 'silent' },
  ENETUNREACH: { kind: 'silent' },
  ETIMEDOUT: { kind: 'silent' },
  UND_ERR_CONNECT_TIMEOUT: { kind: 'silent' },
  CERT_HAS_EXPIRED: { kind: 'certificate', fault: 'expired' },
  CERT_NOT_YET_VALID: { kind: 'certificate', fault: 'expired' },
  ERR_TLS_CERT_ALTNAME_INVALID: { kind: 'certificate', fault: 'other_name' },
  DEPTH_ZERO_SELF_SIGNED_CERT: { kind: 'certificate', fault: 'not_trusted' },
  SELF_SIGNED_CERT_IN_CHAIN: { kind: 'certificate', fault: 'not_trusted' },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: { kind: 'certificate', fault: 'not_trusted' },
  UNABLE_TO_GET_ISSUER_CERT: { kind: 'certificate', fault: 'not_trusted' },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: { kind: 'certificate', fault: 'not_trusted' },
  CERT_UNTRUSTED: { kind: 'certificate', fault: 'not_trusted' },
};

/** fetch hides the system's error as its cause. */
function findingOf(error: unknown): EndpointFinding {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : undefined;
  if (typeof code !== 'string') return { kind: 'unknown' };
  return byErrorCode[code] ?? (/^(?:ERR_SSL_|EPROTO$)/.test(code) ? { kind: 'no_tls' } : { kind: 'unknown' });
}

/** No more than is needed: whatever answers there may go on for ever. */
async function startOf(response: Response, length: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  const reader = response.body?.getReader();
  for (;;) {
    const read = await reader?.read();
    if (read === undefined || read.done) return text;
    const bytes: unknown = read.value;
    if (bytes instanceof Uint8Array) text += decoder.decode(bytes, { stream: true });
    if (text.length >= length) {
      await reader?.cancel();
      return text;
    }
  }
}

function originOf(location: string | null, base: URL): string | undefined {
  return location !== null && URL.canParse(location, base) ? new URL(location, base).origin : undefined;
}
