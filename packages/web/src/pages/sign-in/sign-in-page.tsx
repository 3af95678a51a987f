import { Stack, Text, Title } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';

import { sessionQuery, useSignIn } from '../../api/session.ts';
import { usePageTitle } from '../../platform/use-page-title.ts';
import { TextLink } from '../../shell/text-link.tsx';
import { texts } from '../../texts/texts.ts';
import { CredentialsForm } from './credentials-form.tsx';
import { DoorFrame } from './door-frame.tsx';
import { useGoOn } from './use-go-on.ts';

export function SignInPage() {
  usePageTitle(texts.signIn.signInTitle);
  const search = useSearch({ from: '/sign-in' });
  const { data: session } = useSuspenseQuery(sessionQuery);
  const signIn = useSignIn();
  const goOn = useGoOn();
  return (
    <DoorFrame>
      <Stack gap="lg">
        <Title order={1} size="h2">
          {texts.signIn.signInTitle}
        </Title>
        <CredentialsForm
          purpose="sign-in"
          onEnter={async (credentials) => {
            await signIn.mutateAsync(credentials);
            await goOn();
          }}
        />
        {session.signUpOpen && (
          <Text>
            {texts.signIn.noAccountYet}{' '}
            <TextLink underline="always" to="/sign-up" search={search}>
              {texts.signIn.toSignUp}
            </TextLink>
          </Text>
        )}
      </Stack>
    </DoorFrame>
  );
}
