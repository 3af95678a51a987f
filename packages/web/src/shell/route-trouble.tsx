import { Container } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { ErrorComponentProps } from '@tanstack/react-router';

import { Trouble } from './trouble.tsx';

/** A page whose data or code did not come. */
export function RouteTrouble({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const client = useQueryClient();
  const again = async (): Promise<void> => {
    await client.resetQueries();
    reset();
    await router.invalidate();
  };
  return (
    <Container component="main" size="sm" py="xl">
      <Trouble error={error} onRetry={() => void again()} />
    </Container>
  );
}
