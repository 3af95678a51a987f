import { Stack, Text } from '@mantine/core';

import { ButtonLink } from '../../shell/button-link.tsx';
import { texts } from '../../texts/texts.ts';

export function EmptyDashboard() {
  return (
    <Stack align="flex-start">
      <Text>{texts.calendars.emptyText}</Text>
      <ButtonLink to="/connect">{texts.calendars.connectFirst}</ButtonLink>
    </Stack>
  );
}
