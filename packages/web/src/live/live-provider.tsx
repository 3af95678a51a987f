/** Gives the page its live stream: what it hears makes the queries it concerns ask again. */
import { createContext, useContext, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';

import { calendarsKey, runsKey, statsKey } from '../api/calendars.ts';
import { categoriesKey, eventKey, eventsKey } from '../api/events.ts';
import { sessionQuery } from '../api/session.ts';
import { now } from '../platform/clock.ts';
import type { LiveState } from './live-state.ts';
import { LiveStream } from './live-stream.ts';

/** A round brings many changes at once: they are asked for together. */
const GATHER_MS = 150;

const LiveContext = createContext<LiveState>({ at: 'connecting', since: 0 });

export function useLive(): LiveState {
  return useContext(LiveContext);
}

export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>(() => ({ at: 'connecting', since: now() }));
  useEffect(() => {
    const ask = gatherAsking(client);
    const stream = new LiveStream({
      onState: (next) => {
        setState(next);
      },
      onChange: () => ask([eventsKey, eventKey, categoriesKey, calendarsKey, statsKey]),
      onCalendars: () => ask([calendarsKey, runsKey]),
      // Freshness was not asked for while the stream was cut.
      onResumed: () => ask([calendarsKey, runsKey]),
      onReset: () => ask([eventsKey, eventKey, categoriesKey, calendarsKey, runsKey, statsKey]),
      onRefused: () => void client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
    });
    stream.start();
    return () => stream.stop();
  }, [client]);
  return <LiveContext value={state}>{children}</LiveContext>;
}

type Key = readonly string[];

function gatherAsking(client: QueryClient): (keys: readonly Key[]) => void {
  const gathered = new Map<string, Key>();
  let timer: number | undefined;
  return (keys) => {
    for (const key of keys) gathered.set(key.join('/'), key);
    timer ??= window.setTimeout(() => {
      timer = undefined;
      for (const queryKey of gathered.values()) void client.invalidateQueries({ queryKey });
      gathered.clear();
    }, GATHER_MS);
  };
}
