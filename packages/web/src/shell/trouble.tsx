/** A page or a part of it that could not be shown: what happened, in a sentence, and one thing to do. */
import { Alert, Button, Stack, Text } from '@mantine/core';

import { ApiProblem } from '../platform/http.ts';
import { texts } from '../texts/texts.ts';

export interface TroubleProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

export function Trouble({ error, onRetry }: TroubleProps) {
  const problem = error instanceof ApiProblem ? error : undefined;
  return (
    <Alert role="alert" color="red" variant="light" title={problem?.title ?? texts.common.brokenTitle}>
      <Stack align="flex-start" gap="sm">
        <Text size="sm">{problem?.code === 'offline' ? texts.common.brokenOffline : messageOf(error)}</Text>
        {problem?.requestId !== undefined && (
          <Text size="sm">{texts.common.requestId(problem.requestId)}</Text>
        )}
        {onRetry !== undefined && <Button onClick={onRetry}>{texts.common.tryAgain}</Button>}
      </Stack>
    </Alert>
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
