/**
 * What an error means for a round: which event it is, and, by the table of transitions, what is done.
 * Pure, total over the error's way of retrying. Each decision heals by itself when its cause is gone,
 * or says in a sentence who must do what.
 */
import { GraphError } from '@calmirror/graph-client/errors';
import type { GraphErrorCode } from '@calmirror/graph-client/errors';

import { AccessTokenError } from '../connections/access-token-error.ts';
import type { ConnectionStatus } from '../models/connection-status.ts';
import { SLOW_DOWN } from '../models/slow-down.ts';
import { LoopingRoundError } from './looping-round-error.ts';
import { largerPage } from './reading.ts';
import { FencedError } from './round-store.ts';
import { transition } from './round-transitions.ts';
import type { RoundEvent, RoundPlace, RoundStep } from './round-transitions.ts';

export type ErrorDecision = {
  readonly code: string;
  /** A sentence for the owner of the calendar. */
  readonly message: string;
  readonly retryAfterMs: number | undefined;
  /** How much it says against this very request; 0: nothing. */
  readonly weight: number;
  /** The request is given up, if Graph answers others. */
  readonly isStuck: boolean;
} & (
  | { readonly do: 'stop'; readonly status: ConnectionStatus }
  | { readonly do: Exclude<RoundStep, 'stop'> }
);

export interface RoundInTrouble extends RoundPlace {
  readonly restarts: number;
  readonly pageSize: number;
  /** Their weight, of the request that would lead on. */
  readonly refusals: number;
  /** Of the last round that ended. */
  readonly hasToken: boolean;
}

interface Trouble {
  readonly event: RoundEvent;
  readonly code: string;
  readonly message: string;
  readonly retryAfterMs?: number | undefined;
  readonly status?: ConnectionStatus;
}

/** In a row, with their waits some twenty minutes: what Graph cannot answer by then it will not answer that way. */
export const MOST_REFUSALS = 15;
/** Of a request that Graph holds to be wrong: three are enough. */
const WRONG_REQUEST = 5;
/** The third link that dies is no accident. */
const MOST_DEAD_LINKS = 3;
const MINUTES_MS = 300_000;

/** Before a round was opened: nothing to begin anew. */
const nowhere: RoundInTrouble = {
  kind: 'baseline',
  reads: 'delta',
  phase: 'settle',
  pageCount: 0,
  restarts: 0,
  pageSize: 0,
  refusals: 0,
  hasToken: true,
};

export function afterError(error: unknown, round: RoundInTrouble = nowhere): ErrorDecision {
  const { event, code, message, retryAfterMs, status } = troubleOf(error, round);
  const weight = event === 'later' ? weightOf(error) : 0;
  const isStuck = weight > 0 && round.refusals + weight >= MOST_REFUSALS;
  const next = transition(round, isStuck ? stuckAt(round) : event).do;
  const said = { code, message, retryAfterMs, weight, isStuck };
  if (next !== 'stop') return { do: next, ...said };
  if (status === undefined) throw new Error(`A round was stopped by ${event} without a status.`);
  return { do: next, status, ...said };
}

/** A calendar that answered 404 and is there. */
export function afterContradiction(round: RoundInTrouble = nowhere): ErrorDecision {
  const isStuck = round.refusals + 1 >= MOST_REFUSALS;
  const next = transition(round, isStuck ? stuckAt(round) : 'later').do;
  if (next === 'stop') throw new Error('A calendar that is there was stopped.');
  return { ...lostFromSight, do: next, weight: 1, isStuck };
}

/** Neither it nor its list: a detour on the way to Graph. */
export const lostFromSight = {
  do: 'back-off',
  weight: 0,
  isStuck: false,
  code: 'not_found',
  message: 'Microsoft could not find this calendar for a moment. We try again by ourselves.',
  retryAfterMs: undefined,
} as const satisfies ErrorDecision;

function troubleOf(error: unknown, round: RoundInTrouble): Trouble {
  if (error instanceof FencedError) return { event: 'fenced', code: 'fenced', message: error.message };
  if (error instanceof LoopingRoundError) {
    return {
      event: neverEnds(round),
      code: 'delta_loop',
      message: 'Microsoft keeps sending the same events. We try again in a few minutes; nothing is lost.',
      retryAfterMs: MINUTES_MS,
    };
  }
  if (!(error instanceof GraphError)) {
    return {
      event: 'later',
      code: 'internal_error',
      message: 'Something went wrong on our side. We try again by ourselves; the log has the details.',
    };
  }
  const { code } = error;
  switch (error.retry) {
    case 'resync':
      return {
        event: linkDied(round),
        code,
        message: 'Microsoft dropped our place in the calendar several times. We try again in a few minutes.',
        retryAfterMs: MINUTES_MS,
      };
    case 'later':
      // Its own sentence says who must do what; the calendar itself is well.
      if (error.cause instanceof AccessTokenError && error.cause.code === 'deployment_misconfigured')
        return { event: 'later', code: error.cause.code, message: error.cause.message };
      return {
        event: 'later',
        code,
        retryAfterMs: error.retryAfterMs,
        message:
          error.status === 429
            ? SLOW_DOWN
            : 'Microsoft did not answer as it should. We try again by ourselves.',
      };
    case 'after-reauth':
      return {
        event: 'refused',
        status: 'reauth_required',
        code,
        message:
          'Microsoft no longer accepts our access to this account. Connect it again; your events are kept.',
      };
    case 'never':
      return refusal(error);
  }
}

/** Nothing against it is said by the network, a token, the mailbox's limits or our own database: they are as bad for any other. */
export function weightOf(error: unknown): number {
  if (!(error instanceof GraphError) || error.retryAfterMs !== undefined) return 0;
  if (error.code === 'throttled' || error.code === 'forbidden') return 0;
  if (error.status === undefined && !withoutStatus.has(error.code)) return 0;
  return error.retry === 'never' ? WRONG_REQUEST : 1;
}

const withoutStatus: ReadonlySet<GraphErrorCode> = new Set([
  'timeout',
  'broken_response',
  'malformed_response',
  'response_too_large',
  'page_loop',
]);

/**
 * A walk begins again before it is given up. Of a first reading there is nothing to go back to: it is asked for in other
 * pages.
 */
function stuckAt(round: RoundInTrouble): RoundEvent {
  const { phase, reads, kind, pageCount, restarts, hasToken } = round;
  if (phase === 'settle') return 'stuck';
  if (pageCount > 0 && restarts + 1 < MOST_DEAD_LINKS) return 'link-died';
  if (reads === 'view') return pageCount > 0 ? neverEnds(round) : 'stuck';
  return kind === 'baseline' && !hasToken ? neverEnds(round) : 'stuck';
}

/** A dead deltaLink is no walk that fails: a baseline gets another. */
function linkDied(round: RoundInTrouble): RoundEvent {
  const isToken = round.kind === 'delta' && round.pageCount === 0;
  return !isToken && round.restarts + 1 >= MOST_DEAD_LINKS ? neverEnds(round) : 'link-died';
}

function neverEnds({ pageSize }: RoundInTrouble): RoundEvent {
  return largerPage(pageSize) === undefined ? 'never-ends-at-largest' : 'never-ends';
}

function refusal({ code, graphCode }: GraphError): Trouble {
  switch (code) {
    case 'forbidden':
      // Graph names what it refuses; a proxy on the way does not.
      if (graphCode === undefined) return unknownRefusal(code);
      return {
        event: 'refused',
        status: 'forbidden',
        code,
        message:
          'Microsoft denies access to this calendar. Ask its owner or an administrator, then connect again.',
      };
    case 'not_found':
      return {
        event: 'refused',
        status: 'gone',
        code,
        message: 'This calendar no longer exists in Outlook. Its events are kept until you disconnect it.',
      };
    case 'mailbox_not_found':
    case 'mailbox_unsupported':
      return {
        event: 'refused',
        status: 'unsupported',
        code,
        message: 'This mailbox is not in Exchange Online, so Microsoft Graph cannot read it.',
      };
    default:
      return unknownRefusal(code);
  }
}

function unknownRefusal(code: string): Trouble {
  return {
    event: 'later',
    code,
    retryAfterMs: MINUTES_MS,
    message: 'Microsoft refused our request in a way we do not know. We try again in a few minutes.',
  };
}
