/** How connecting begins: the one button, what happens then, and the road of administrators beside it. */
import { List, Stack, Text, Title } from '@mantine/core';

import { texts } from '../../texts/texts.ts';
import { AdminConsentLink } from './admin-consent-link.tsx';
import { ConnectButton } from './connect-button.tsx';
import classes from './connect-start.module.css';

const words = texts.connect;

export interface ConnectStartProps {
  /** The level of its heading: 1 on a page of its own, 2 below another. */
  readonly level?: 1 | 2;
}

export function ConnectStart({ level = 1 }: ConnectStartProps) {
  const below = level === 1 ? 2 : 3;
  return (
    <Stack gap="xl">
      <Stack gap="xs">
        <Title order={level} size="h2">
          {words.startTitle}
        </Title>
        <Text c="dimmed">{words.startLead}</Text>
      </Stack>
      <ConnectButton size="lg">{words.connectMicrosoft}</ConnectButton>
      <div className={classes.facts}>
        <section>
          <Title order={below} size="h5">
            {words.stepsTitle}
          </Title>
          <List type="ordered" spacing={4} mt="xs">
            {words.steps.map((step) => (
              <List.Item key={step}>{step}</List.Item>
            ))}
          </List>
        </section>
        <section>
          <Title order={below} size="h5">
            {words.permissionsTitle}
          </Title>
          <List spacing={4} mt="xs">
            {words.permissions.map((permission) => (
              <List.Item key={permission}>{permission}</List.Item>
            ))}
          </List>
        </section>
      </div>
      <Text>{words.never}</Text>
      <section className={classes.administrators}>
        <Title order={below} size="h5">
          {words.adminQuestion}
        </Title>
        <Text mt={4} mb="sm">
          {words.adminText}
        </Text>
        <AdminConsentLink />
      </section>
    </Stack>
  );
}
