/** The end of a road: what happened, why, what to do, and one button that does it. */
import { Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

import { usePageTitle } from '../../platform/use-page-title.ts';
import { ButtonLink } from '../../shell/button-link.tsx';
import { texts } from '../../texts/texts.ts';
import { AdminConsentLink } from './admin-consent-link.tsx';
import { ConnectButton } from './connect-button.tsx';
import type { Ending } from './endings.ts';
import { SignInFirst } from './sign-in-first.tsx';

export interface EndingPageProps {
  readonly ending: Ending;
  readonly isSignedIn: boolean;
}

export function EndingPage({ ending, isSignedIn }: EndingPageProps) {
  return (
    <EndingFrame title={ending.title}>
      <Text>{ending.cause}</Text>
      <Text>{ending.whatToDo}</Text>
      {!isSignedIn && ending.mayBeConsent && <Text>{texts.connect.consentCounts}</Text>}
      {isSignedIn ? <WaysOn ending={ending} /> : <SignInFirst />}
    </EndingFrame>
  );
}

export function EndingFrame({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  usePageTitle(title);
  return (
    <Stack gap="md" align="stretch">
      <Title order={1} size="h2">
        {title}
      </Title>
      {children}
    </Stack>
  );
}

function WaysOn({ ending }: { readonly ending: Ending }) {
  const connectIsFirst = ending.first === 'connect' && !ending.withAdminLink;
  return (
    <Stack gap="md" mt="xs">
      {ending.withAdminLink && <AdminConsentLink isMain />}
      <Group gap="sm" align="flex-start">
        {ending.first === 'calendars' && <ToCalendars variant="filled" />}
        <ConnectButton variant={connectIsFirst ? 'filled' : 'default'}>{ending.action}</ConnectButton>
        {ending.first === 'connect' && <ToCalendars variant="subtle" />}
      </Group>
    </Stack>
  );
}

export function ToCalendars({ variant }: { readonly variant: 'filled' | 'subtle' }) {
  return (
    <ButtonLink to="/calendars" variant={variant} size="md">
      {texts.connect.toCalendars}
    </ButtonLink>
  );
}
