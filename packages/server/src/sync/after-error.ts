/**
 * What an error means for a round. Pure, total over the error's way of retrying. Each decision
 * heals by itself when its cause is gone, or says in a sentence who must do what.
 */
import { GraphError } from '@calmirror/graph-client/errors';

import type { ConnectionStatus } from '../models/connection-status.ts';
import { FencedError } from './round-store.ts';
import { LoopingRoundError } from './run-round.ts';

export type ErrorDecision =
  /** Somebody else has the connection; nothing is ours to write. */
  | { readonly do: 'leave' }
  | {
      readonly do: 'back-off';
      readonly retryAfterMs: number | undefined;
      readonly code: string;
      readonly message: string;
      /** The nextLink is dead: after the wait the walk begins anew, or it would wait for ever. */
      readonly restart?: true;
    }
  /** The walk's nextLink died: once more from the last deltaLink. */
  | { readonly do: 'restart'; readonly code: string }
  /** The deltaLink died: a baseline, while old rows stay readable. */
  | { readonly do: 'baseline'; readonly code: string }
  | {
      readonly do: 'stop';
      readonly status: ConnectionStatus;
      readonly code: string;
      readonly message: string;
    };

/** A round whose links keep dying is not restarted for ever. */
const MOST_RESTARTS = 3;

export function afterError(
  error: unknown,
  round: { pageCount: number; kind: 'baseline' | 'delta'; restarts: number } | undefined,
): ErrorDecision {
  if (error instanceof FencedError) return { do: 'leave' };
  if (error instanceof LoopingRoundError) {
    return {
      do: 'back-off',
      retryAfterMs: 300_000,
      code: 'delta_loop',
      message: 'Microsoft keeps sending the same events. We try again in a few minutes; nothing is lost.',
    };
  }
  if (!(error instanceof GraphError)) {
    return {
      do: 'back-off',
      retryAfterMs: undefined,
      code: 'internal_error',
      message: 'Something went wrong on our side. We try again by ourselves; the log has the details.',
    };
  }
  switch (error.retry) {
    case 'resync':
      return afterTokenLoss(error, round);
    case 'later':
      return {
        do: 'back-off',
        retryAfterMs: error.retryAfterMs,
        code: error.code,
        message:
          error.status === 429
            ? 'Microsoft asked us to slow down. We go on as soon as it allows.'
            : 'Microsoft did not answer as it should. We try again by ourselves.',
      };
    case 'after-reauth':
      return {
        do: 'stop',
        status: 'reauth_required',
        code: error.code,
        message:
          'Microsoft no longer accepts our access to this account. Connect it again; your events are kept.',
      };
    case 'never':
      return stopFor(error);
  }
}

function afterTokenLoss(
  error: GraphError,
  round: { pageCount: number; kind: 'baseline' | 'delta'; restarts: number } | undefined,
): ErrorDecision {
  const firstPage = round === undefined || round.pageCount === 0;
  if (round?.kind === 'delta' && firstPage) return { do: 'baseline', code: error.code };
  if (round !== undefined && round.restarts >= MOST_RESTARTS) {
    return {
      do: 'back-off',
      retryAfterMs: 300_000,
      code: error.code,
      message: 'Microsoft dropped our place in the calendar several times. We try again in a few minutes.',
      restart: true,
    };
  }
  return { do: 'restart', code: error.code };
}

function stopFor(error: GraphError): ErrorDecision {
  switch (error.code) {
    case 'forbidden':
      return {
        do: 'stop',
        status: 'forbidden',
        code: error.code,
        message:
          'Microsoft denies access to this calendar. Ask its owner or an administrator, then connect again.',
      };
    case 'not_found':
      return {
        do: 'stop',
        status: 'gone',
        code: error.code,
        message: 'This calendar no longer exists in Outlook. Its events are kept until you disconnect it.',
      };
    case 'mailbox_not_found':
    case 'mailbox_unsupported':
      return {
        do: 'stop',
        status: 'unsupported',
        code: error.code,
        message: 'This mailbox is not in Exchange Online, so Microsoft Graph cannot read it.',
      };
    default:
      return {
        do: 'back-off',
        retryAfterMs: 300_000,
        code: error.code,
        message: 'Microsoft refused our request in a way we do not know. We try again in a few minutes.',
      };
  }
}
