/** Disconnecting asks what happens to the events: neither answer is taken for granted. */
import { Button, Group, Radio, Stack, Text } from '@mantine/core';
import { useState } from 'react';

import { useDisconnect } from '../../api/calendars.ts';
import type { DisconnectData } from '../../api/calendars.ts';
import { tellNews } from '../../shell/news.ts';
import { Trouble } from '../../shell/trouble.tsx';
import { texts } from '../../texts/texts.ts';
import { BusyButton } from './busy-button.tsx';
import type { DialogProps } from './calendar-dialogs.tsx';
import { PageDialog } from './page-dialog.tsx';

export function DisconnectDialog({ calendar, events, onClose, onGone }: DialogProps) {
  const words = texts.calendars.disconnect;
  const disconnect = useDisconnect();
  const [choice, setChoice] = useState<DisconnectData>();
  const [isMissing, setIsMissing] = useState(false);
  const submit = (): void => {
    setIsMissing(choice === undefined);
    if (choice === undefined) return;
    disconnect.mutate(
      { id: calendar.id, data: choice },
      {
        onSuccess: () => {
          onGone();
          tellNews(choice === 'keep' ? words.kept(calendar.name) : words.erased(calendar.name));
        },
      },
    );
  };
  return (
    <PageDialog title={words.title(calendar.name)} onClose={onClose}>
      <Stack>
        <Text size="sm">{words.intro}</Text>
        <Radio.Group
          label={words.question}
          value={choice ?? null}
          onChange={(value) => {
            setChoice(value === 'keep' ? 'keep' : 'purge');
            setIsMissing(false);
          }}
          error={isMissing ? words.choose : undefined}
        >
          <Stack gap="sm" mt="xs">
            <Radio value="keep" label={words.keep} description={words.keepText(events?.events)} />
            <Radio value="purge" label={words.erase} description={words.eraseText(events?.events)} />
          </Stack>
        </Radio.Group>
        {disconnect.isError && <Trouble error={disconnect.error} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <BusyButton
            busy={disconnect.isPending}
            onClick={submit}
            {...(choice === 'purge' ? { color: 'red' } : {})}
          >
            {choice === undefined ? words.submit : choice === 'keep' ? words.submitKeep : words.submitErase}
          </BusyButton>
        </Group>
      </Stack>
    </PageDialog>
  );
}
