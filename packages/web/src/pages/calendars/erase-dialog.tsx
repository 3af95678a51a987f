/** The events that were kept when their calendar was disconnected. */
import { Button, Group, Stack, Text } from '@mantine/core';

import { useDisconnect } from '../../api/calendars.ts';
import { tellNews } from '../../shell/news.ts';
import { Trouble } from '../../shell/trouble.tsx';
import { texts } from '../../texts/texts.ts';
import { BusyButton } from './busy-button.tsx';
import type { DialogProps } from './calendar-dialogs.tsx';
import { PageDialog } from './page-dialog.tsx';

export function EraseDialog({ calendar, events, onClose, onGone }: DialogProps) {
  const words = texts.calendars.disconnected;
  const disconnect = useDisconnect();
  const submit = (): void => {
    disconnect.mutate(
      { id: calendar.id, data: 'purge' },
      {
        onSuccess: () => {
          onGone();
          tellNews(words.erased(calendar.name));
        },
      },
    );
  };
  return (
    <PageDialog title={words.eraseTitle(calendar.name)} onClose={onClose}>
      <Stack>
        <Text size="sm">{texts.calendars.disconnect.eraseText(events?.events)}</Text>
        {disconnect.isError && <Trouble error={disconnect.error} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <BusyButton color="red" busy={disconnect.isPending} onClick={submit}>
            {words.eraseSubmit}
          </BusyButton>
        </Group>
      </Stack>
    </PageDialog>
  );
}
