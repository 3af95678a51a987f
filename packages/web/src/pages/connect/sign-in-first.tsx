import { Stack, Text } from '@mantine/core';

import { ButtonLink } from '../../shell/button-link.tsx';
import { texts } from '../../texts/texts.ts';

export interface SignInFirstProps {
  /** Where to go afterwards. */
  readonly next?: string;
}

/** For somebody whom this browser does not know: they sign in, and connect then. */
export function SignInFirst({ next = '/connect' }: SignInFirstProps) {
  return (
    <Stack gap="md" align="flex-start" mt="xs">
      <Text c="dimmed">{texts.connect.signInFirst}</Text>
      <ButtonLink size="md" to="/sign-in" search={{ next }}>
        {texts.connect.signIn}
      </ButtonLink>
    </Stack>
  );
}
