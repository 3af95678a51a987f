/**
 * The link that somebody sends to an administrator. Asked of the server when it is wanted: each link is a sign-in
 * of its own, which ends. Where the browser does not let a page copy (plain HTTP), the link is selected instead.
 */
import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import { adminConsentUrl } from '../../api/oauth.ts';
import { Trouble } from '../../shell/trouble.tsx';
import { texts } from '../../texts/texts.ts';

const words = texts.connect;

export function AdminConsentLink() {
  const asked = useMutation({ mutationFn: adminConsentUrl });
  const url = asked.data?.url;
  if (url !== undefined) return <LinkToCopy url={url} />;
  return (
    <Stack align="flex-start" gap="sm">
      <Button variant="default" loading={asked.isPending} onClick={() => asked.mutate()}>
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
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <TextInput
          ref={field}
          flex={1}
          miw={0}
          label={words.adminLink}
          readOnly
          value={url}
          onFocus={select}
        />
        <Button variant="default" onClick={copy}>
          {news === words.copiedNews ? words.copied : words.copy}
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        {words.adminLinkHint}
      </Text>
      <Text size="sm" role="status">
        {news}
      </Text>
    </Stack>
  );
}

/** Rejects where the page may not. */
async function copyText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}
