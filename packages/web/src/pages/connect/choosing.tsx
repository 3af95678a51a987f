/** `?session=`: the session is read, then chosen from; or it is over, or there is nothing to choose. */
import { List, Skeleton, Stack, Text } from '@mantine/core';
import type { OauthSession } from '@calmirror/api-contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { oauthSessionQuery } from '../../api/oauth.ts';
import { Trouble } from '../../shell/trouble.tsx';
import { texts } from '../../texts/texts.ts';
import { selectable } from './calendar-choices.ts';
import { ChooseCalendars } from './choose-calendars.tsx';
import { choosingProblemOf } from './choosing-problem.ts';
import { ConnectButton } from './connect-button.tsx';
import { EndingFrame, EndingPage, ToCalendars } from './ending-page.tsx';

const words = texts.connect;

export function Choosing({ sessionId }: { readonly sessionId: string }) {
  const { data: session, error, refetch } = useQuery(oauthSessionQuery(sessionId));
  const [isOver, setOver] = useState(false);
  if (isOver || (error !== null && choosingProblemOf(error) === 'session-over')) {
    return (
      <EndingPage isSignedIn ending={{ ...words.sessionOver, first: 'connect', withAdminLink: false }} />
    );
  }
  if (session === undefined) {
    return error === null ? <Waiting /> : <Trouble error={error} onRetry={() => void refetch()} />;
  }
  if (session.calendars.length === 0) return <NothingToChoose />;
  if (selectable(session.calendars).length === 0) return <AllConnected session={session} />;
  return <ChooseCalendars session={session} onOver={() => setOver(true)} />;
}

function AllConnected({ session }: { readonly session: OauthSession }) {
  return (
    <EndingFrame title={words.allConnected.title}>
      <Text>{words.allConnected.cause(session.account.email)}</Text>
      <List>
        {session.calendars.map(({ id, name }) => (
          <List.Item key={id}>{name}</List.Item>
        ))}
      </List>
      <Text>{words.allConnected.whatToDo}</Text>
      <Stack align="flex-start" gap="sm">
        <ToCalendars variant="filled" />
        <ConnectButton variant="subtle">{words.allConnected.action}</ConnectButton>
      </Stack>
    </EndingFrame>
  );
}

function NothingToChoose() {
  return (
    <EndingFrame title={words.noCalendarsTitle}>
      <Text>{words.noCalendars}</Text>
      <ConnectButton>{words.endings.wrong_account_type.action}</ConnectButton>
    </EndingFrame>
  );
}

function Waiting() {
  return (
    <Stack role="status" aria-label={words.loadingChoice}>
      <Skeleton h={36} w="60%" />
      <Skeleton h={20} w="80%" />
      {[0, 1, 2, 3].map((row) => (
        <Skeleton key={row} h={60} radius="md" />
      ))}
    </Stack>
  );
}
