/** Whether the page follows the mirror just now: a word beside the dot, never the colour alone. */
import { useLive } from '../live/live-provider.tsx';
import { texts } from '../texts/texts.ts';
import classes from './live-indicator.module.css';

const words = {
  connecting: texts.common.liveConnecting,
  live: texts.common.live,
  cut: texts.common.liveReconnecting,
} as const;

export function LiveIndicator() {
  const { at } = useLive();
  return (
    <p className={classes.indicator} data-at={at}>
      <span className="visually-hidden">{texts.common.liveUpdates}</span>
      {words[at]}
    </p>
  );
}
