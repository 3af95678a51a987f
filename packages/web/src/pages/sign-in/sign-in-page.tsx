import { Title } from '@mantine/core';

import { usePageTitle } from '../../platform/use-page-title.ts';

export function SignInPage() {
  usePageTitle('Sign in');
  return <Title order={1}>Sign in</Title>;
}
