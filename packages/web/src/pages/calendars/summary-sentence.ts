/** How all calendars are together: the worst is said. Pure. */
import type { CalendarConnection } from '@calmirror/api-contract';

import { texts } from '../../texts/texts.ts';
import { statusSentence } from './status-sentence.ts';

export function summarySentence(
  calendars: readonly CalendarConnection[],
  known: { readonly live: boolean },
): string {
  const words = texts.calendars.summary;
  const tones = calendars.map((calendar) => statusSentence(calendar, { live: true }).tone);
  const problems = tones.filter((tone) => tone === 'problem').length;
  if (problems > 0) return words.problems(problems);
  if (!known.live) return words.notKnown;
  const busy = tones.filter((tone) => tone === 'busy' || tone === 'waiting').length;
  return busy > 0 ? words.busy(busy) : words.allGood(tones.filter((tone) => tone === 'good').length);
}
