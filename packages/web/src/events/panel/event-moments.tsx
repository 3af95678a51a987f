import { Text } from '@mantine/core';
import type { CalendarEvent } from '@calmirror/api-contract';

import { formatInstant } from '../../format/intl.ts';
import { viewerZone } from '../../platform/clock.ts';
import { texts } from '../../texts/texts.ts';

/** How old what is shown is. */
export function EventMoments({ event }: { readonly event: CalendarEvent }) {
  return (
    <footer>
      {event.isHistory && <Text size="sm">{texts.events.history}</Text>}
      {event.lastModifiedDateTime !== null && (
        <Moment name={texts.events.lastChange} at={event.lastModifiedDateTime} />
      )}
      <Moment name={texts.events.mirroredAt} at={event.syncedAt} />
    </footer>
  );
}

function Moment({ name, at }: { readonly name: string; readonly at: string }) {
  const { epochMilliseconds } = Temporal.Instant.from(at);
  return (
    <Text size="sm" c="dimmed">
      {name}:{' '}
      <time dateTime={at}>
        {formatInstant(epochMilliseconds, viewerZone(), { dateStyle: 'long', timeStyle: 'short' })}
      </time>
    </Text>
  );
}
