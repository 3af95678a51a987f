/** `/connect`: beginning, choosing, and every way in which connecting ends; also for people who are not signed in. */
import { useSuspenseQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';

import { sessionQuery } from '../../api/session.ts';
import { usePageTitle } from '../../platform/use-page-title.ts';
import type { ConnectSearch } from '../../platform/search.ts';
import { texts } from '../../texts/texts.ts';
import { DoorFrame } from '../sign-in/door-frame.tsx';
import { Choosing } from './choosing.tsx';
import classes from './connect-page.module.css';
import { ConnectStart } from './connect-start.tsx';
import { ConsentGranted } from './consent-granted.tsx';
import { EndingFrame, EndingPage } from './ending-page.tsx';
import { endingOf } from './endings.ts';
import { SignInFirst } from './sign-in-first.tsx';

export function ConnectPage() {
  const search = useSearch({ strict: false }) as ConnectSearch;
  const { data } = useSuspenseQuery(sessionQuery);
  const isSignedIn = data.user !== null;
  const view = <View search={search} isSignedIn={isSignedIn} />;
  return isSignedIn ? <div className={classes.card}>{view}</div> : <DoorFrame>{view}</DoorFrame>;
}

interface ViewProps {
  readonly search: ConnectSearch;
  readonly isSignedIn: boolean;
}

function View({ search, isSignedIn }: ViewProps) {
  // The server looks at the error first, too: Microsoft's admin-consent page sends both.
  if (search.error !== undefined) {
    return <EndingPage ending={endingOf(search.error)} isSignedIn={isSignedIn} />;
  }
  if (search.admin_consent === 'granted') return <ConsentGranted isSignedIn={isSignedIn} />;
  if (!isSignedIn) return <Stranger search={search} />;
  if (search.session !== undefined) return <Choosing key={search.session} sessionId={search.session} />;
  return <Beginning />;
}

function Beginning() {
  usePageTitle(texts.connect.pageTitle);
  return <ConnectStart />;
}

function Stranger({ search }: { readonly search: ConnectSearch }) {
  const next =
    search.session === undefined ? '/connect' : `/connect?session=${encodeURIComponent(search.session)}`;
  return (
    <EndingFrame title={texts.connect.startTitle}>
      <SignInFirst next={next} />
    </EndingFrame>
  );
}
