/**
 * Some proxies (Azure's among them) write the client's port behind its address in X-Forwarded-For. Left there,
 * every connection would be another client: for limits, and in the audit log. Whose header is believed is
 * decided elsewhere (TRUST_PROXY).
 */
import type { onRequestHookHandler } from 'fastify';

/** `203.0.113.5:41234`, `[2001:db8::1]:443` or `[2001:db8::1]`; a bare IPv6 address has no port. */
const WITH_PORT = /^(?:(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}|\[([0-9a-fA-F:.]+)\](?::\d{1,5})?)$/;

/** To be the first hook: the address of a request is read from the header when somebody asks for it. */
export const dropForwardedPorts: onRequestHookHandler = (request, _reply, done) => {
  const { headers } = request.raw;
  const forwarded = headers['x-forwarded-for'];
  if (typeof forwarded === 'string') {
    headers['x-forwarded-for'] = forwarded.split(',').map(addressOf).join(',');
  }
  done();
};

function addressOf(entry: string): string {
  const text = entry.trim();
  const parts = WITH_PORT.exec(text);
  return parts?.[1] ?? parts?.[2] ?? text;
}
