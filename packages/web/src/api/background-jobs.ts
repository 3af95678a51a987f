/** Work on a schedule, as the operator sees it. */
import { queryOptions } from '@tanstack/react-query';
import type { BackgroundJobList } from '@calmirror/api-contract';
import { paths } from '@calmirror/api-contract/paths';

import { request } from '../platform/http.ts';

/** No stream tells of it. */
export const backgroundJobsQuery = queryOptions({
  queryKey: ['background-jobs'],
  queryFn: ({ signal }) => request<BackgroundJobList>(paths.backgroundJobs, { signal }),
  refetchInterval: 30_000,
});
