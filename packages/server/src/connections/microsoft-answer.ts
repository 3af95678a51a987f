/**
 * What comes back on the callback's query, and what an error in the flow means for the person. Pure.
 */
import { GraphError } from '@calmirror/graph-client/errors';
import type { GraphErrorCode } from '@calmirror/graph-client/errors';

import { ConnectError } from './connect-errors.ts';
import type { ConnectErrorCode } from './connect-errors.ts';

/** What Microsoft sent back, read once: one value each, as text. */
export interface MicrosoftAnswer {
  readonly error: string | undefined;
  readonly description: string | undefined;
  readonly adminConsent: boolean;
  readonly code: string | undefined;
  readonly state: string | undefined;
}

const noMailbox: ReadonlySet<GraphErrorCode> = new Set([
  'mailbox_unsupported',
  'mailbox_not_found',
  'not_found',
]);

/** Text only, one value each; what is too long to be Microsoft's is left out. */
export function readAnswer(query: Readonly<Record<string, unknown>>): MicrosoftAnswer {
  const text = (name: string): string | undefined => {
    const value = query[name];
    return typeof value === 'string' && value !== '' && value.length <= 8192 ? value : undefined;
  };
  return {
    error: text('error'),
    description: text('error_description'),
    adminConsent: text('admin_consent')?.toLowerCase() === 'true',
    code: text('code'),
    state: text('state'),
  };
}

/** How the flow ends with whatever was thrown in it. */
export function connectErrorFrom(error: unknown): ConnectError {
  if (error instanceof ConnectError) return error;
  return new ConnectError(error instanceof GraphError ? afterGraphError(error) : 'temporary', {
    ...(error instanceof GraphError ? { reason: `graph ${error.code}` } : {}),
    cause: error,
  });
}

/** Graph's first word about a mailbox just signed in to. */
function afterGraphError(error: GraphError): ConnectErrorCode {
  if (error.code === 'forbidden') return 'admin_consent_required';
  return noMailbox.has(error.code) ? 'mailbox_unsupported' : 'temporary';
}
