/** A sync that the person asked for, watched to its end. */
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';

import { runsQuery, useSyncNow } from '../../api/calendars.ts';
import { texts } from '../../texts/texts.ts';
import { askedResult, hasEnded } from './run-result.ts';

/** The live stream says sooner when it is over. */
const LOOK_EVERY_MS = 1_500;

export interface SyncOutcome {
  readonly busy: boolean;
  /** Empty before anything was asked. */
  readonly words: string;
  readonly begin: (options?: { readonly full?: boolean }) => void;
}

export function useSyncOutcome(id: string): SyncOutcome {
  const sync = useSyncNow();
  const [runId, setRunId] = useState<string>();
  const [isOver, setIsOver] = useState(false);
  const { data } = useQuery({
    ...runsQuery(id),
    enabled: runId !== undefined && !isOver,
    refetchInterval: LOOK_EVERY_MS,
  });
  const run = data?.items.find((each) => each.id === runId);
  if (run !== undefined && hasEnded(run) && !isOver) setIsOver(true);
  const begin: SyncOutcome['begin'] = ({ full } = {}) => {
    setRunId(undefined);
    setIsOver(false);
    sync.mutate(
      { id, ...(full === undefined ? {} : { full }) },
      { onSuccess: (answer) => setRunId(answer.runId) },
    );
  };
  const busy = sync.isPending || (runId !== undefined && !isOver);
  return { busy, words: wordsOf(), begin };

  function wordsOf(): string {
    if (sync.isError) return texts.calendars.result.notAsked(sync.error.message);
    if (busy) return texts.calendars.card.syncing;
    return run === undefined ? '' : askedResult(run);
  }
}
