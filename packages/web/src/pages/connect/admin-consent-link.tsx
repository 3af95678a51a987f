/**
 * The link that somebody sends to an administrator. Asked of the server when it is wanted: each link is a sign-in
 * of its own, which ends. Where the browser does not let a page copy (plain HTTP), the link is selected instead.
 */
import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import { adminConsentUrl } from '../../api/oauth.ts';
import { Trouble } from '../../shell/trouble.tsx';
import { texts } from '../../texts/texts.ts';
import classes from './admin-consent-link.module.css';

const words = texts.connect;

export interface AdminConsentLinkProps {
  /** It is what helps most on its page. */
  readonly isMain?: boolean;
}

export function AdminConsentLink({ isMain = false }: AdminConsentLinkProps) {
  const asked = useMutation({ mutationFn: adminConsentUrl });
  const url = asked.data?.url;
  if (url !== undefined) return <LinkToCopy url={url} />;
  return (
    <Stack align="flex-start" gap="sm">
      <Button
        className={classes.ask ?? ''}
        classNames={{ label: classes.label ?? '' }}
        variant={isMain ? 'filled' : 'default'}
        size="md"
        loading={asked.isPending}
        onClick={() => asked.mutate()}
      >
        {words.adminGet}
      </Button>
      {asked.isError && <Trouble error={asked.error} />}
    </Stack>
  );
}

function LinkToCopy({ url }: { readonly url: string }) {
  const [news, setNews] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const select = (): void => {
    field.current?.focus();
    field.current?.select();
  };
  // The button that was clicked is gone: the focus goes to what it brought.
  useEffect(select, []);
  const copy = (): void => {
    copyText(url)
      .then(() => setNews(words.copiedNews))
      .catch(() => {
        select();
        setNews(words.copyByHand);
      });
  };
  return (
    <Stack gap={4}>
      <div className={classes.link}>
        <TextInput ref={field} size="md" label={words.adminLink} readOnly value={url} onFocus={select} />
        <Button variant="default" size="md" onClick={copy}>
          {news === words.copiedNews ? words.copied : words.copy}
        </Button>
      </div>
      <Text size="sm" c="dimmed">
        {words.adminLinkHint}
      </Text>
      <Text size="sm" role="status" className={news === words.copiedNews ? 'visually-hidden' : ''}>
        {news}
      </Text>
    </Stack>
  );
}

/** Rejects where the page may not. */
async function copyText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}
