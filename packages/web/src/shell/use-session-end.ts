/**
 * When the session ends elsewhere (another tab, its time), whichever answer says so first leads to the way in, and
 * back here after it.
 */
import { useEffect } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';

import { sessionQuery } from '../api/session.ts';
import { ApiProblem } from '../platform/http.ts';

export function useSessionEnd(): void {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { data: session } = useQuery(sessionQuery);
  useEffect(() => {
    const judge = (error: unknown): void => {
      if (!(error instanceof ApiProblem) || error.status !== 401) return;
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    };
    const stops = [
      client.getQueryCache().subscribe((event) => {
        if (event.type === 'updated' && event.action.type === 'error') judge(event.action.error);
      }),
      client.getMutationCache().subscribe((event) => {
        if (event.type === 'updated' && event.action.type === 'error') judge(event.action.error);
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [client]);
  const isOver = session?.user === null;
  useEffect(() => {
    if (!isOver) return;
    const { pathname, search } = window.location;
    void navigate({ to: '/sign-in', search: { next: pathname + search }, replace: true });
  }, [isOver, navigate]);
}
