/** How an event repeats. The rule stands on the master of its series only, which is asked for. */
import { useQuery } from '@tanstack/react-query';
import type { CalendarEvent } from '@calmirror/api-contract';

import { eventQuery } from '../../api/events.ts';
import { texts } from '../../texts/texts.ts';
import { recurrenceInWords } from '../recurrence/recurrence-in-words.ts';
import { Fact } from './fact.tsx';

export function EventRecurrence({ event }: { readonly event: CalendarEvent }) {
  const isMaster = event.recurrenceRule !== null;
  const { data: asked } = useQuery({
    ...eventQuery(event.seriesEventId ?? ''),
    enabled: !isMaster && event.seriesEventId !== null,
  });
  const master = isMaster ? event : asked;
  if (master === undefined || master.recurrenceRule === null) return null;
  const sentence = recurrenceInWords(master.recurrenceRule, master.recurrenceTimeZone);
  return (
    <Fact name={texts.events.repeats}>
      {sentence === undefined ? (
        <span>
          {texts.events.noWords} <code>{master.recurrenceRule}</code>
        </span>
      ) : (
        <span>{sentence}</span>
      )}
      {event.type === 'exception' && <small>{texts.events.exception}</small>}
      {master.recurrenceFidelity === 'opaque' && <small>{texts.events.opaque}</small>}
    </Fact>
  );
}
