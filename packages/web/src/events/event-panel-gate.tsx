/** Opens the panel of the event that the address names; its code is loaded when it is first needed. */
import { lazy, Suspense } from 'react';

import { useEventsSearch } from './use-events-search.ts';

const EventPanel = lazy(async () => ({ default: (await import('./panel/event-panel.tsx')).EventPanel }));

export function EventPanelGate() {
  const { search, change } = useEventsSearch();
  if (search.event === undefined) return null;
  return (
    <Suspense fallback={null}>
      <EventPanel key={search.event} id={search.event} onClose={() => change({ event: undefined })} />
    </Suspense>
  );
}
