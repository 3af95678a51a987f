/** Who is signed in, and the doors in and out. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { UseMutationResult } from '@tanstack/react-query';
import type { SessionState } from '@calmirror/api-contract';
import { paths } from '@calmirror/api-contract/paths';

import { request } from '../platform/http.ts';

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => request<SessionState>(paths.session, { signal }),
  staleTime: 60_000,
});

export function useSignUp(): UseMutationResult<unknown, Error, Credentials & { name?: string }> {
  return useEntering(paths.signUp);
}

export function useSignIn(): UseMutationResult<unknown, Error, Credentials> {
  return useEntering(paths.signIn);
}

/** Another person may sign in next: nothing of this one stays in memory. */
export function useSignOut(): UseMutationResult<unknown, Error, void> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request(paths.signOut, { method: 'POST' }),
    onSuccess: () => client.clear(),
  });
}

function useEntering<Body extends Credentials>(path: string): UseMutationResult<unknown, Error, Body> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Body) => request(path, { method: 'POST', body }),
    onSuccess: async () => {
      client.clear();
      await client.fetchQuery(sessionQuery);
    },
  });
}
