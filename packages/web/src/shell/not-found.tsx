import { Button, Container, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';

import { usePageTitle } from '../platform/use-page-title.ts';
import { texts } from '../texts/texts.ts';

export function NotFound() {
  usePageTitle(texts.common.notFoundTitle);
  return (
    <Container component="main" size="xs" py="xl">
      <Stack align="flex-start">
        <Title order={1}>{texts.common.notFoundTitle}</Title>
        <Text>{texts.common.notFoundText}</Text>
        <Button component={Link} to="/">
          {texts.common.toCalendars}
        </Button>
      </Stack>
    </Container>
  );
}
