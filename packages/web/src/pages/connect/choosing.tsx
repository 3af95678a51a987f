/**
 * `?session=`: the session is read, then chosen from; or it is over, or there is nothing to choose. Who came to
 * connect an account again, whose calendars had stopped, has what they came for: they go to their calendars.
 */
import { List, Skeleton, Stack, Text } from '@mantine/core';
import type { OauthSession } from '@calmirror/api-contract';
import { useIsMutating, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';

import { oauthSessionQuery, selectKey } from '../../api/oauth.ts';
import { focusHeading } from '../../shell/focus-heading.ts';
import { tellNews } from '../../shell/news.ts';
import { Trouble } from '../../shell/trouble.tsx';
import { texts } from '../../texts/texts.ts';
import { selectable } from './calendar-choices.ts';
import { ChooseCalendars } from './choose-calendars.tsx';
import { choosingProblemOf } from './choosing-problem.ts';
import { ConnectButton } from './connect-button.tsx';
import { EndingFrame, EndingPage, ToCalendars } from './ending-page.tsx';
import { sessionOver } from './endings.ts';

const words = texts.connect;
const LOOK_MS = 30_000;

type View =
  | { readonly at: 'waiting' | 'over' }
  | { readonly at: 'trouble'; readonly error: Error }
  | { readonly at: 'healed' | 'nothing' | 'all-connected' | 'choosing'; readonly session: OauthSession };

export function Choosing({ sessionId }: { readonly sessionId: string }) {
  const isMirroring = useIsMutating({ mutationKey: selectKey }) > 0;
  const asked = useQuery({
    ...oauthSessionQuery(sessionId),
    // The server says when the time is over; but what was just chosen from is not over, it is done.
    refetchInterval: isMirroring ? false : LOOK_MS,
  });
  const [isOver, setOver] = useState(false);
  const view: View = isOver ? { at: 'over' } : viewOf(asked.data, asked.error);
  useFocusWhenReplaced(view.at);
  switch (view.at) {
    case 'waiting':
      return <Waiting />;
    case 'over':
      return <EndingPage isSignedIn ending={sessionOver} />;
    case 'trouble':
      return <Trouble error={view.error} onRetry={() => void asked.refetch()} />;
    case 'healed':
      return <Healed session={view.session} />;
    case 'nothing':
      return <NothingToChoose />;
    case 'all-connected':
      return <AllConnected session={view.session} />;
    case 'choosing':
      return <ChooseCalendars session={view.session} onOver={() => setOver(true)} />;
  }
}

function viewOf(session: OauthSession | undefined, error: Error | null): View {
  if (error !== null && choosingProblemOf(error) === 'session-over') return { at: 'over' };
  if (session === undefined) return error === null ? { at: 'waiting' } : { at: 'trouble', error };
  if (session.healed > 0) return { at: 'healed', session };
  if (session.calendars.length === 0) return { at: 'nothing', session };
  return { at: selectable(session.calendars).length === 0 ? 'all-connected' : 'choosing', session };
}

/** What had the focus went away with the choice: the keyboard goes on at the new heading. */
function useFocusWhenReplaced(at: View['at']): void {
  const wasChoosing = useRef(false);
  useEffect(() => {
    if (wasChoosing.current && at !== 'choosing') focusHeading();
    wasChoosing.current = at === 'choosing';
  }, [at]);
}

function Healed({ session }: { readonly session: OauthSession }) {
  const navigate = useNavigate();
  const news = words.healedNews(session.account.email, session.healed);
  useEffect(() => {
    void navigate({ to: '/calendars', replace: true }).then(() => tellNews(news));
  }, [navigate, news]);
  return <Waiting />;
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
