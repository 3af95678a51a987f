import { Title } from '@mantine/core';

import { usePageTitle } from '../../platform/use-page-title.ts';

export function AgendaPage() {
  usePageTitle('Agenda');
  return <Title order={1}>Agenda</Title>;
}
