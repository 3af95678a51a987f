/** The dashboard: how every calendar is, and what can be done about it. */
import { Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { calendarsQuery, statsQuery, useSyncAll } from '../../api/calendars.ts';
import { sessionQuery } from '../../api/session.ts';
import { useLive } from '../../live/live-provider.tsx';
import { usePageTitle } from '../../platform/use-page-title.ts';
import { ButtonLink } from '../../shell/button-link.tsx';
import { tellNews } from '../../shell/news.ts';
import { PagePending } from '../../shell/page-pending.tsx';
import { Trouble } from '../../shell/trouble.tsx';
import { texts } from '../../texts/texts.ts';
import { AccountSection } from './account-section.tsx';
import { BusyButton } from './busy-button.tsx';
import { CalendarDialogs } from './calendar-dialogs.tsx';
import classes from './calendars-page.module.css';
import { DisconnectedSection } from './disconnected-section.tsx';
import { EmptyDashboard } from './empty-dashboard.tsx';
import { groupCalendars } from './group-calendars.ts';
import { JobsSection } from './jobs-section.tsx';
import { NoticeList } from './notice-list.tsx';
import { noticesOf } from './notices.ts';
import { summarySentence } from './summary-sentence.ts';

export function CalendarsPage(): ReactNode {
  usePageTitle(texts.calendars.title);
  const live = useLive();
  const { data, error, refetch } = useQuery(calendarsQuery);
  const { data: stats } = useQuery(statsQuery);
  const { data: session } = useQuery(sessionQuery);
  if (data === undefined) {
    return error === null ? <PagePending /> : <Trouble error={error} onRetry={() => void refetch()} />;
  }
  const calendars = data.items;
  const { accounts, disconnected } = groupCalendars(calendars);
  const eventsOf = new Map(stats?.items.map((item) => [item.calendarId, item]));
  return (
    <CalendarDialogs eventsOf={eventsOf}>
      <header className={classes.header}>
        <div>
          <Title order={1}>{texts.calendars.title}</Title>
          {accounts.length > 0 && (
            <Text c="dimmed">{summarySentence(calendars, { live: live.at === 'live' })}</Text>
          )}
        </div>
        {accounts.length > 0 && (
          <Group gap="sm">
            <SyncAll />
            <ButtonLink to="/connect" variant="default">
              {texts.calendars.connectAnother}
            </ButtonLink>
          </Group>
        )}
      </header>
      <Stack gap="xl">
        {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
        <NoticeList notices={noticesOf(calendars, data.offers, data.pushObstacle)} />
        {accounts.length === 0 && <EmptyDashboard />}
        {accounts.map((account) => (
          <AccountSection key={account.id} account={account} eventsOf={eventsOf} />
        ))}
        {disconnected.length > 0 && <DisconnectedSection calendars={disconnected} eventsOf={eventsOf} />}
        {session?.user?.isOperator === true && <JobsSection />}
      </Stack>
    </CalendarDialogs>
  );
}

function SyncAll() {
  const syncAll = useSyncAll();
  const begin = (): void => {
    syncAll.mutate(undefined, {
      onSuccess: ({ runs }) => {
        tellNews(runs.length === 0 ? texts.calendars.syncAllNone : texts.calendars.syncAllAsked(runs.length));
      },
      onError: (error) => {
        tellNews(texts.calendars.result.notAsked(error.message));
      },
    });
  };
  return (
    <BusyButton busy={syncAll.isPending} onClick={begin}>
      {texts.calendars.syncAll}
    </BusyButton>
  );
}
