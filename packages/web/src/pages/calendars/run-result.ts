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
  if (parts.length === 0) return words.nothingNew;
  return `${words.changes(created + updated + deleted).replace(/\.$/, '')}: ${parts.join(', ')}.`;
}

function failure(outcome: string | null): string {
  const words = texts.calendars.result;
  switch (outcome) {
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
