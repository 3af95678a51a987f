/**
 * Every address of the page. Pages are loaded when they are first shown, their data before that: no flash of
 * emptiness. Search parameters are parsed here, at the door; what is not understood is left out.
 */
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import type { QueryClient } from '@tanstack/react-query';

import { calendarsQuery, statsQuery } from './api/calendars.ts';
import { oauthSessionQuery } from './api/oauth.ts';
import { sessionQuery } from './api/session.ts';
import { afterSignIn } from './platform/after-sign-in.ts';
import { hasSignedInHere } from './platform/signed-in-here.ts';
import { loadEvents } from './events/load-events.ts';
import { agendaRange } from './pages/agenda/agenda-range.ts';
import { ConnectFrame } from './pages/connect/connect-frame.tsx';
import { addressRange } from './pages/grid/address-range.ts';
import { connectSearch, eventsSearch, signInSearch } from './platform/search.ts';
import type { SignInSearch } from './platform/search.ts';
import { focusHeading } from './shell/focus-heading.ts';
import { tellNews } from './shell/news.ts';
import { NotFound } from './shell/not-found.tsx';
import { PagePending } from './shell/page-pending.tsx';
import { RouteTrouble } from './shell/route-trouble.tsx';
import { Shell } from './shell/shell.tsx';

interface Context {
  readonly queryClient: QueryClient;
}

const root = createRootRouteWithContext<Context>()({
  notFoundComponent: NotFound,
  errorComponent: RouteTrouble,
});

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    redirect({ to: '/calendars', replace: true, throw: true });
  },
});

/** The doors are for people outside; who is inside goes on. */
async function goOnIfInside(given: { context: Context; search: SignInSearch }): Promise<void> {
  const { user } = await given.context.queryClient.ensureQueryData(sessionQuery);
  if (user !== null) redirect({ href: afterSignIn(given.search), replace: true, throw: true });
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: signInSearch,
  beforeLoad: goOnIfInside,
  component: lazyRouteComponent(() => import('./pages/sign-in/sign-in-page.tsx'), 'SignInPage'),
});

const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  validateSearch: signInSearch,
  beforeLoad: goOnIfInside,
  component: lazyRouteComponent(() => import('./pages/sign-in/sign-up-page.tsx'), 'SignUpPage'),
});

/** Its endings can be seen by somebody who is not signed in here: an administrator who gave consent. */
const connectFrame = createRoute({
  getParentRoute: () => root,
  id: 'connect-frame',
  beforeLoad: async ({ context }) => {
    await context.queryClient.ensureQueryData(sessionQuery);
  },
  component: ConnectFrame,
});

const connect = createRoute({
  getParentRoute: () => connectFrame,
  path: '/connect',
  validateSearch: connectSearch,
  loaderDeps: ({ search }) => ({ session: search.session }),
  loader: async ({ context: { queryClient }, deps }) => {
    const { user } = await queryClient.ensureQueryData(sessionQuery);
    if (user !== null && deps.session !== undefined) {
      await queryClient.prefetchQuery(oauthSessionQuery(deps.session));
    }
  },
  component: lazyRouteComponent(() => import('./pages/connect/connect-page.tsx'), 'ConnectPage'),
});

/** Everything below it needs a person. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    if (session.user !== null) return;
    const isNew = session.signUpOpen && !hasSignedInHere();
    redirect({
      to: isNew ? '/sign-up' : '/sign-in',
      search: { next: location.href },
      replace: true,
      throw: true,
    });
  },
  component: Shell,
});

const calendars = createRoute({
  getParentRoute: () => signedIn,
  path: '/calendars',
  loader: ({ context: { queryClient } }) =>
    Promise.all([queryClient.ensureQueryData(calendarsQuery), queryClient.prefetchQuery(statsQuery)]),
  component: lazyRouteComponent(() => import('./pages/calendars/calendars-page.tsx'), 'CalendarsPage'),
});

const agenda = createRoute({
  getParentRoute: () => signedIn,
  path: '/agenda',
  validateSearch: eventsSearch,
  loader: ({ context, location }) => {
    const search = eventsSearch(location.search);
    return loadEvents(context.queryClient, agendaRange(search), search);
  },
  component: lazyRouteComponent(() => import('./pages/agenda/agenda-page.tsx'), 'AgendaPage'),
});

const week = createRoute({
  getParentRoute: () => signedIn,
  path: '/week',
  validateSearch: eventsSearch,
  loader: ({ context, location }) => {
    const search = eventsSearch(location.search);
    return loadEvents(context.queryClient, addressRange('week', search), search);
  },
  component: lazyRouteComponent(() => import('./pages/grid/week-page.tsx'), 'WeekPage'),
});

const month = createRoute({
  getParentRoute: () => signedIn,
  path: '/month',
  validateSearch: eventsSearch,
  loader: ({ context, location }) => {
    const search = eventsSearch(location.search);
    return loadEvents(context.queryClient, addressRange('month', search), search);
  },
  component: lazyRouteComponent(() => import('./pages/grid/month-page.tsx'), 'MonthPage'),
});

const routeTree = root.addChildren([
  home,
  signIn,
  signUp,
  connectFrame.addChildren([connect]),
  signedIn.addChildren([calendars, agenda, week, month]),
]);

export function createPageRouter(queryClient: QueryClient) {
  const router = createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultPendingComponent: PagePending,
    defaultPendingMs: 250,
    defaultErrorComponent: RouteTrouble,
    scrollRestoration: true,
  });
  router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
    if (fromLocation !== undefined && pathChanged) focusHeading();
  });
  router.subscribe('onBeforeNavigate', ({ pathChanged }) => {
    if (pathChanged) tellNews('');
  });
  return router;
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPageRouter>;
  }
}
