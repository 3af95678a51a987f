import { QueryClient } from '@tanstack/react-query';

import { ApiProblem } from './http.ts';

const TRIES = 3;

/** A refusal stays a refusal; only what may pass by itself is asked again. */
function mayPass(error: Error): boolean {
  return !(error instanceof ApiProblem) || error.status === 0 || error.status >= 500 || error.status === 429;
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The live stream says when something is old.
        staleTime: 30_000,
        retry: (failures, error) => failures < TRIES && mayPass(error),
        // The browser's idea of being online says nothing of a server on the same machine.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
}
