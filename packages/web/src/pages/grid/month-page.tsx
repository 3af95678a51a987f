import { Title } from '@mantine/core';

import { usePageTitle } from '../../platform/use-page-title.ts';

export function MonthPage() {
  usePageTitle('Month');
  return <Title order={1}>Month</Title>;
}
