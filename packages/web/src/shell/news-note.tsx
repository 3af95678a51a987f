import { Alert } from '@mantine/core';

import { texts } from '../texts/texts.ts';
import classes from './live-note.module.css';
import { tellNews, useNews } from './news.ts';

/** The region is there before its words are: only then are they read out. */
export function NewsNote() {
  const news = useNews();
  return (
    <div role="status" className={classes.note}>
      {news !== '' && (
        <Alert
          color="calm"
          variant="light"
          radius={0}
          className={classes.bar ?? ''}
          withCloseButton
          closeButtonLabel={texts.common.close}
          onClose={() => {
            tellNews('');
            document.getElementById('content')?.focus();
          }}
        >
          {news}
        </Alert>
      )}
    </div>
  );
}
