import { Skeleton } from '@mantine/core';

import { texts } from '../../texts/texts.ts';
import classes from './agenda-page.module.css';

const ROWS = ['12rem', '5rem', '8rem'];

export function AgendaSkeleton() {
  return (
    <div className={classes.days} role="status" aria-label={texts.common.loading}>
      {ROWS.map((height) => (
        <Skeleton key={height} height={height} radius="md" />
      ))}
    </div>
  );
}
