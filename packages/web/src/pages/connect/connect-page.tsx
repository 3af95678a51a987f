import { Title } from '@mantine/core';

import { usePageTitle } from '../../platform/use-page-title.ts';

export function ConnectPage() {
  usePageTitle('Connect');
  return <Title order={1}>Connect</Title>;
}
