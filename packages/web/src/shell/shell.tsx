/** The frame of every page of a signed-in person: brand, navigation, live indicator, account menu, content. */
import { Link, Outlet } from '@tanstack/react-router';

import { LiveProvider } from '../live/live-provider.tsx';
import { texts } from '../texts/texts.ts';
import { AccountMenu } from './account-menu.tsx';
import { Brand } from './brand.tsx';
import { LiveIndicator } from './live-indicator.tsx';
import { LiveNote } from './live-note.tsx';
import { NewsNote } from './news-note.tsx';
import classes from './shell.module.css';
import { useSessionEnd } from './use-session-end.ts';

const places = [
  { to: '/calendars', name: texts.common.calendars },
  { to: '/agenda', name: texts.common.agenda },
  { to: '/week', name: texts.common.week },
  { to: '/month', name: texts.common.month },
] as const;

export function Shell() {
  useSessionEnd();
  return (
    <LiveProvider>
      <a className={`visually-hidden ${classes.skip ?? ''}`} href="#content">
        {texts.common.skipToContent}
      </a>
      <header className={classes.header}>
        <Brand />
        <nav aria-label={texts.common.navigation} className={classes.places}>
          {places.map((place) => (
            <Link
              key={place.to}
              to={place.to}
              className={classes.place ?? ''}
              activeProps={{ 'aria-current': 'page' }}
              activeOptions={{ includeSearch: false }}
            >
              {place.name}
            </Link>
          ))}
        </nav>
        <LiveIndicator />
        <AccountMenu />
      </header>
      <LiveNote />
      <NewsNote />
      <main id="content" tabIndex={-1} className={classes.content}>
        <Outlet />
      </main>
    </LiveProvider>
  );
}
