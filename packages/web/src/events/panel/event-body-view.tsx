/** What the invitation says. Its HTML is hostile until proven otherwise: see sanitise-body.ts. */
import { useMemo } from 'react';
import { Text, Title, useComputedColorScheme } from '@mantine/core';
import type { EventBody } from '@calmirror/api-contract';

import { cssNonce } from '../../platform/css-nonce.ts';
import { texts } from '../../texts/texts.ts';
import { bodyDocument, likelyHeight } from './body-document.ts';
import classes from './event-body-view.module.css';
import { sanitiseBody } from './sanitise-body.ts';

const words = texts.events;

export function EventBodyView({ body }: { readonly body: EventBody | null }) {
  return (
    <section aria-labelledby="event-description" className={classes.section}>
      <Title order={3} size="h5" id="event-description">
        {words.description}
      </Title>
      {body?.contentType === 'text' ? (
        <PlainBody text={body.content} />
      ) : (
        <HtmlBody html={body?.content ?? ''} />
      )}
      {body?.truncated === true && <Text size="sm">{words.truncated}</Text>}
    </section>
  );
}

function PlainBody({ text }: { readonly text: string }) {
  if (text.trim() === '') return <Text c="dimmed">{words.noDescription}</Text>;
  return <div className={classes.plain}>{text}</div>;
}

function HtmlBody({ html }: { readonly html: string }) {
  const scheme = useComputedColorScheme('light');
  const clean = useMemo(() => sanitiseBody(html), [html]);
  if (clean === '') return <Text c="dimmed">{words.noDescription}</Text>;
  return (
    <iframe
      title={words.description}
      className={classes.frame}
      style={{ height: likelyHeight(clean) }}
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      referrerPolicy="no-referrer"
      srcDoc={bodyDocument(clean, { scheme, nonce: cssNonce() })}
    />
  );
}
