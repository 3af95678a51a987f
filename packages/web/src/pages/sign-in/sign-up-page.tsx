import { Title } from '@mantine/core';

import { usePageTitle } from '../../platform/use-page-title.ts';

export function SignUpPage() {
  usePageTitle('Create your account');
  return <Title order={1}>Create your account</Title>;
}
