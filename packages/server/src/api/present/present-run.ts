import type { SyncRun } from '@calmirror/api-contract';

import type { RunView } from '../../mirror/queries/runs-query.ts';
import { instant, instantOrNull } from './times.ts';

export function presentRun(run: RunView): SyncRun {
  const { connectionId, requestedAt, startedAt, finishedAt, ...rest } = run;
  return {
    ...rest,
    calendarId: connectionId,
    requestedAt: instant(requestedAt),
    startedAt: instantOrNull(startedAt),
    finishedAt: instantOrNull(finishedAt),
    durationMs:
      startedAt === null || finishedAt === null
        ? null
        : Math.max(0, finishedAt.getTime() - startedAt.getTime()),
  };
}
