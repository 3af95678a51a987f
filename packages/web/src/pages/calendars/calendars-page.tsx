import { Title } from '@mantine/core';

import { usePageTitle } from '../../platform/use-page-title.ts';

export function CalendarsPage() {
  usePageTitle('Calendars');
  return <Title order={1}>Calendars</Title>;
}
