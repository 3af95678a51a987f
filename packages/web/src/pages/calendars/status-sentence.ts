/**
 * How a calendar is, in a sentence. Pure and total: every status, mode and run has one. While the live stream is cut,
 * nothing is said in the present that only the stream could tell.
 */
import type { CalendarConnection, SyncRun } from '@calmirror/api-contract';

import { texts } from '../../texts/texts.ts';

/** `off`: it stands still on purpose. */
export type Tone = 'good' | 'busy' | 'waiting' | 'problem' | 'off';

export interface StatusSentence {
  readonly tone: Tone;
  readonly text: string;
}

export type StatusFacts = Pick<CalendarConnection, 'status' | 'freshness' | 'currentRun' | 'lastError'>;

export function statusSentence(calendar: StatusFacts, { live }: { readonly live: boolean }): StatusSentence {
  const words = texts.calendars.status;
  switch (calendar.status) {
    case 'connecting':
      return trouble(calendar) ?? firstSync(calendar.currentRun);
    case 'active':
      return trouble(calendar) ?? work(calendar.currentRun) ?? atRest(calendar, live);
    case 'reauth_required':
    case 'forbidden':
    case 'gone':
    case 'unsupported':
      return { tone: 'problem', text: words[calendar.status] };
    case 'paused':
    case 'disconnecting':
    case 'disconnected':
      return { tone: 'off', text: words[calendar.status] };
  }
}

/** Events that a run has read so far. */
function foundBy(run: SyncRun): number {
  return run.created + run.updated + run.unchanged;
}

/** A round that failed stays under way, and waits for its next try. */
function trouble({ lastError }: StatusFacts): StatusSentence | undefined {
  const words = texts.calendars.status;
  switch (lastError?.code) {
    case undefined:
      return undefined;
    case 'throttled':
    case 'quota_exceeded':
      return { tone: 'waiting', text: words.slowedDown };
    case 'network':
    case 'timeout':
    case 'service_unavailable':
    case 'broken_response':
    case 'malformed_response':
    case 'page_loop':
    case 'delta_loop':
    case 'delta_token_lost':
    case 'not_found':
      return { tone: 'waiting', text: words.noAnswer };
    case 'internal_error':
      return { tone: 'waiting', text: words.ownTrouble };
    default:
      return { tone: 'waiting', text: lastError?.message ?? words.refused };
  }
}

function firstSync(run: SyncRun | null): StatusSentence {
  const words = texts.calendars.status;
  if (run?.state !== 'running') return { tone: 'busy', text: words.connecting };
  return { tone: 'busy', text: words.firstSync(foundBy(run)) };
}

function work(run: SyncRun | null): StatusSentence | undefined {
  const words = texts.calendars.status;
  if (run === null) return undefined;
  if (run.state !== 'running') return { tone: 'busy', text: words.queued };
  return { tone: 'busy', text: run.kind === 'baseline' ? words.readingAgain(foundBy(run)) : words.looking };
}

function atRest({ freshness }: StatusFacts, live: boolean): StatusSentence {
  const words = texts.calendars.status;
  const isPushed = freshness.mode === 'push';
  if (live) return { tone: 'good', text: isPushed ? words.pushed : words.polled };
  return { tone: 'waiting', text: isPushed ? words.pushedNotKnown : words.polledNotKnown };
}
