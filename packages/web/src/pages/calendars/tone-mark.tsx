/** How something is, as a shape: never by colour alone. */
import { texts } from '../../texts/texts.ts';
import classes from './tone-mark.module.css';
import type { Tone } from './status-sentence.ts';

const shapes: Readonly<Record<Tone, string>> = {
  good: 'M4.5 8.5l2.5 2.5 4.5-5.5',
  busy: 'M4.5 8h.01M8 8h.01M11.5 8h.01',
  waiting: 'M8 4.5V8l2.5 1.5',
  problem: 'M8 4v4.5M8 11.5h.01',
  off: 'M5 8h6',
};

export function ToneMark({ tone }: { readonly tone: Tone }) {
  return (
    <svg
      className={classes.mark}
      data-tone={tone}
      viewBox="0 0 16 16"
      role="img"
      aria-label={texts.calendars.tone[tone]}
    >
      <circle cx="8" cy="8" r="7.25" />
      <path d={shapes[tone]} />
    </svg>
  );
}
