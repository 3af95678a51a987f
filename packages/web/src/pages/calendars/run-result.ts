/** What a run came to, in words. Pure. */
import type { SyncRun } from '@calmirror/api-contract';

import { texts } from '../../texts/texts.ts';

export type RunFacts = Pick<SyncRun, 'state' | 'outcome' | 'created' | 'updated' | 'deleted'>;

export function runResult(run: RunFacts): string {
  const words = texts.calendars.result;
  switch (run.state) {
    case 'queued':
      return texts.calendars.history.queued;
    case 'running':
      return texts.calendars.history.running;
    case 'failed':
      return failure(run.outcome);
    case 'done':
      return run.outcome === 'distrusted' ? words.distrusted : changes(run);
  }
}

/** The same, for the person who has just asked for it. */
export function askedResult(run: RunFacts): string {
  const words = runResult(run);
  return words === texts.calendars.result.nothingNew ? texts.calendars.result.upToDate : words;
}

export function hasEnded(run: RunFacts): boolean {
  return run.state === 'done' || run.state === 'failed';
}

function changes({ created, updated, deleted }: RunFacts): string {
  const words = texts.calendars.result;
  const parts = [
    ...(created > 0 ? [words.created(created)] : []),
    ...(updated > 0 ? [words.updated(updated)] : []),
    ...(deleted > 0 ? [words.deleted(deleted)] : []),
  ];
  const [first] = parts;
  if (first === undefined) return words.nothingNew;
  return parts.length === 1
    ? words.sentence(first)
    : words.changes(created + updated + deleted, parts.join(', '));
}

function failure(outcome: string | null): string {
  const words = texts.calendars.result;
  switch (outcome) {
    case 'never_ends':
      return words.neverEnded;
    case 'stuck':
      return words.stuck;
    case 'token_lost':
      return words.tokenLost;
    case 'disconnected':
      return words.disconnected;
    case 'reauth_required':
    case 'forbidden':
    case 'gone':
    case 'unsupported':
      return words.stopped;
    default:
      return words.failed;
  }
}
