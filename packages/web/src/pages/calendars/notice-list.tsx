import { Alert, Button, Text } from '@mantine/core';

import { texts } from '../../texts/texts.ts';
import { useSyncNow } from '../../api/calendars.ts';
import { Trouble } from '../../shell/trouble.tsx';
import { tellNews } from '../../shell/news.ts';
import { BusyButton } from './busy-button.tsx';
import { useCalendarDialogs } from './calendar-dialogs.tsx';
import classes from './calendars-page.module.css';
import type { Notice, NoticeAction } from './notices.ts';
import { useBeginConnecting } from '../connect/use-begin-connecting.ts';

export function NoticeList({ notices }: { readonly notices: readonly Notice[] }) {
  if (notices.length === 0) return null;
  return (
    <ul className={classes.notices} aria-label={texts.calendars.notice.list}>
      {notices.map((notice) => (
        <li key={notice.key}>
          <Alert
            role={notice.tone === 'problem' ? 'alert' : 'note'}
            color={notice.tone === 'problem' ? 'red' : 'gray'}
            variant="light"
            title={notice.title}
          >
            <div className={classes.notice}>
              <Text size="sm" className={classes.noticeText}>
                {notice.text}
              </Text>
              {notice.action !== undefined && <Action action={notice.action} />}
            </div>
          </Alert>
        </li>
      ))}
    </ul>
  );
}

function Action({ action }: { readonly action: NoticeAction }) {
  switch (action.kind) {
    case 'connect-again':
      return <ConnectAgain of={action.email} />;
    case 'choose':
      return <Choose of={action.email} />;
    case 'disconnect':
      return <Disconnect action={action} />;
    case 'read-again':
      return <ReadAgain action={action} />;
  }
}

export function ConnectAgain({ of }: { readonly of: string }) {
  const words = texts.calendars.notice;
  return <BeginConnecting label={words.connectAgainAs(of)} text={words.connectAgain} />;
}

function Choose({ of }: { readonly of: string }) {
  const words = texts.calendars.notice;
  return <BeginConnecting label={words.chooseOf(of)} text={words.choose} />;
}

/** Microsoft asks which account: its name only says on the page which one is meant. */
function BeginConnecting({ label, text }: { readonly label: string; readonly text: string }) {
  const { begin, isBusy, error } = useBeginConnecting();
  return (
    <>
      <BusyButton busy={isBusy} label={label} onClick={begin}>
        {text}
      </BusyButton>
      {error !== null && (
        <div className={classes.trouble}>
          <Trouble error={error} />
        </div>
      )}
    </>
  );
}

function Disconnect({ action }: { readonly action: Extract<NoticeAction, { kind: 'disconnect' }> }) {
  const dialogs = useCalendarDialogs();
  const words = texts.calendars.card;
  return (
    <Button
      variant="default"
      aria-label={words.actionOf(words.disconnect, action.calendar.name)}
      onClick={() => dialogs.open({ kind: 'disconnect', calendar: action.calendar })}
    >
      {words.disconnect}
    </Button>
  );
}

function ReadAgain({ action }: { readonly action: Extract<NoticeAction, { kind: 'read-again' }> }) {
  const sync = useSyncNow();
  const words = texts.calendars.notice;
  const { id, name } = action.calendar;
  const begin = (): void => {
    sync.mutate(
      { id, full: true },
      {
        onSuccess: () => tellNews(texts.calendars.syncAllAsked(1)),
        onError: (error) => tellNews(texts.calendars.result.notAsked(error.message)),
      },
    );
  };
  return (
    <BusyButton
      variant="default"
      busy={sync.isPending}
      label={texts.calendars.card.actionOf(words.readAgain, name)}
      onClick={begin}
    >
      {words.readAgain}
    </BusyButton>
  );
}
