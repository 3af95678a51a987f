/**
 * Microsoft could not use our notification address: a sentence that names the likely cause and what to do about it.
 * Pure: what Microsoft said that it saw, and what we found from here. Microsoft stands outside, so a status that it
 * saw counts before what we see; what it does not tell (names, ports, certificates) only we can find.
 */
import { STATUS_CODES } from 'node:http';

import type { EndpointSeen } from '@calmirror/graph-client/errors';

import type { EndpointFinding } from './check-endpoint.ts';

export function judgeEndpoint(
  notificationUrl: string,
  seen: EndpointSeen | undefined,
  found: EndpointFinding,
): string {
  const url = new URL(notificationUrl);
  const cause =
    typeof seen === 'number' && !(isRedirect(seen) && found.kind === 'redirect')
      ? statusSeen(url, seen, found.kind === 'answers')
      : foundHere(url, seen, found);
  return `${cause} It is tried again by itself; calendars are polled meanwhile.`;
}

function foundHere(url: URL, seen: EndpointSeen | undefined, found: EndpointFinding): string {
  const { origin, hostname } = url;
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  switch (found.kind) {
    case 'answers':
      return seen === 'timeout'
        ? `Microsoft got no answer from ${origin} within 10 seconds, though it answers from here. Open port ${port} to the Internet, and check that public DNS names the right address.`
        : `Microsoft could not use ${origin}, though it answers from here. Check that public DNS names the right address, that the certificate comes with its whole chain, and that no firewall keeps Microsoft out.`;
    case 'status':
      return statusSeen(url, found.status, false);
    case 'redirect':
      return `${origin} sends requests on${found.to === undefined ? '' : ` to ${found.to}`}, which Microsoft does not follow. Set API_URL to the address that answers itself.`;
    case 'something_else':
      return `Something other than Calmirror answers at ${origin}, or what stands in front changes the answer. Lead this address to Calmirror, or correct API_URL.`;
    case 'name_unknown':
      return `The name ${hostname} is not known to DNS. Correct API_URL, or make a DNS entry for it.`;
    case 'nobody_listens':
      return `Nothing listens at ${hostname}, port ${port}. Start the proxy in front of Calmirror, or correct API_URL.`;
    case 'silent':
      return `${hostname}, port ${port}, does not answer in time. Check the firewall, the proxy in front of Calmirror, and the address that DNS names.`;
    case 'certificate':
      return `${certificateFaults[found.fault](hostname)} Microsoft delivers only where the certificate is valid.`;
    case 'no_tls':
      return `What answers at ${hostname}, port ${port}, does not speak https. Put a proxy with a certificate in front of Calmirror, and set API_URL to its address.`;
    case 'unknown':
      return `Microsoft could not reach ${origin}${seen === 'timeout' ? ' within 10 seconds' : ''}. Check API_URL, DNS, the certificate and the proxy in front of Calmirror.`;
  }
}

const certificateFaults = {
  expired: (host) => `The certificate of ${host} has expired, or is not valid yet: renew it.`,
  other_name: (host) => `The certificate at ${host} is for another name: get one for ${host}.`,
  not_trusted: (host) =>
    `The certificate of ${host} is not from an authority that everybody trusts, or comes without its intermediate certificates: get one, and have the proxy send the whole chain.`,
} as const satisfies Record<string, (host: string) => string>;

/** @param onlyThere Microsoft sees it, and from here all is well */
function statusSeen(url: URL, status: number, onlyThere: boolean): string {
  const { origin, pathname } = url;
  const word = STATUS_CODES[status];
  const what = `${status}${word === undefined ? '' : ` ${word}`}`;
  const whom = onlyThere ? ` to Microsoft, though not to Calmirror itself` : '';
  if (isRedirect(status))
    return `${origin} sends requests on (${what})${whom}, which Microsoft does not follow. Set API_URL to the address that answers itself.`;
  if (status === 404 || status === 405)
    return `Something other than Calmirror answers at ${origin} (${what})${whom}. Lead this address to Calmirror, or correct API_URL.`;
  if (status >= 500)
    return `What stands in front of Calmirror at ${origin} answers ${what}${whom}: it does not reach Calmirror. Check where it leads.`;
  return `What stands in front of Calmirror at ${origin} refuses the request (${what})${whom}. Let POST requests to ${pathname} pass from everywhere, without a sign-in.`;
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}
