import { Title } from '@mantine/core';

import { usePageTitle } from '../../platform/use-page-title.ts';

export function WeekPage() {
  usePageTitle('Week');
  return <Title order={1}>Week</Title>;
}
