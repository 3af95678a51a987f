import { Alert, Stack, Text, Title } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';

import { sessionQuery, useSignUp } from '../../api/session.ts';
import { usePageTitle } from '../../platform/use-page-title.ts';
import { ButtonLink } from '../../shell/button-link.tsx';
import { TextLink } from '../../shell/text-link.tsx';
import { texts } from '../../texts/texts.ts';
import { CredentialsForm } from './credentials-form.tsx';
import { DoorFrame } from './door-frame.tsx';
import { useGoOn } from './use-go-on.ts';

export function SignUpPage() {
  usePageTitle(texts.signIn.signUpTitle);
  const search = useSearch({ from: '/sign-up' });
  const { data: session } = useSuspenseQuery(sessionQuery);
  return (
    <DoorFrame>
      <Stack gap="lg">
        <Stack gap="xs">
          <Title order={1} size="h2">
            {texts.signIn.signUpTitle}
          </Title>
          {session.signUpOpen && <Text>{texts.signIn.welcome}</Text>}
          {session.signUpOpen && (
            <Text size="sm" c="dimmed">
              {texts.signIn.firstAccount}
            </Text>
          )}
        </Stack>
        {session.signUpOpen ? (
          <OpenDoor />
        ) : (
          <>
            <Alert variant="light" title={texts.signIn.signUpClosedTitle}>
              {texts.signIn.signUpClosed}
            </Alert>
            <ButtonLink size="md" to="/sign-in" search={search}>
              {texts.signIn.toSignIn}
            </ButtonLink>
          </>
        )}
      </Stack>
    </DoorFrame>
  );
}

function OpenDoor() {
  const search = useSearch({ from: '/sign-up' });
  const signUp = useSignUp();
  const goOn = useGoOn();
  return (
    <>
      <CredentialsForm
        purpose="sign-up"
        onEnter={async (credentials) => {
          await signUp.mutateAsync(credentials);
          await goOn();
        }}
      />
      <Text>
        {texts.signIn.haveAccount}{' '}
        <TextLink underline="always" to="/sign-in" search={search}>
          {texts.signIn.toSignIn}
        </TextLink>
      </Text>
    </>
  );
}
