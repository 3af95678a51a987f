/** GET /api/background-jobs: for the operator. */
import { BackgroundJobList, paths } from '@calmirror/api-contract';

import { queryBackgroundJobs } from '../mirror/queries/installation-query.ts';
import { ProblemError } from '../platform/problem.ts';
import type { ApiServer } from './api-server.ts';
import type { ApiDeps } from './deps.ts';
import { instantOrNull } from './present/times.ts';
import { sessionOf } from './who-asks.ts';

export function backgroundJobs(api: ApiServer, { db }: Pick<ApiDeps, 'db'>): void {
  api.get(
    paths.backgroundJobs,
    {
      schema: {
        tags: ['operation'],
        summary: 'Work on a schedule: when each last ran, how it ended, and when it runs again',
        description: 'For the operator. One process at a time runs each; the answer is the same from all.',
        response: { 200: BackgroundJobList },
      },
    },
    async (request) => {
      if (!sessionOf(request).user.isOperator) {
        throw new ProblemError('not_allowed', 'Only the operator of this installation may see this.');
      }
      const jobs = await queryBackgroundJobs(db);
      return {
        items: jobs.map((job) => ({
          ...job,
          lastRunAt: instantOrNull(job.lastRunAt),
          nextRunAt: instantOrNull(job.nextRunAt),
        })),
        nextCursor: null,
        freshness: null,
      };
    },
  );
}
