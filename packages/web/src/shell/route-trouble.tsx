import { Container } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

import { useLive } from '../live/live-provider.tsx';
import { ApiProblem } from '../platform/http.ts';
import { Trouble } from './trouble.tsx';

/** A browser keeps the failure of a script or a style that did not come: only loading the page anew asks again. */
function isCodeMissing(error: unknown): boolean {
  return (
    error instanceof Error && /preload CSS|dynamically imported module|module script/i.test(error.message)
  );
}

/** A page whose data or code did not come. */
export function RouteTrouble({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const client = useQueryClient();
  const codeMissing = isCodeMissing(error);
  const { at } = useLive();
  const before = useRef(at);
  useEffect(() => {
    // The line is back: what could not be loaded can be now. While it lived all the time, a person decides.
    if (codeMissing && at === 'live' && before.current !== 'live') window.location.reload();
    before.current = at;
  }, [codeMissing, at]);
  const again = async (): Promise<void> => {
    if (codeMissing) {
      window.location.reload();
      return;
    }
    await client.resetQueries();
    reset();
    await router.invalidate();
  };
  const shown = codeMissing
    ? new ApiProblem('offline', '', { status: 0, title: 'No answer', cause: error })
    : error;
  return (
    <Container component="main" size="sm" py="xl">
      <Trouble error={shown} onRetry={() => void again()} />
    </Container>
  );
}
