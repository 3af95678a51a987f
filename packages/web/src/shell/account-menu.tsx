/**
 * Who is signed in, the colours of the page, the API's documentation, and the way out: a disclosure, by the
 * browser's own popover (closes by Escape and by a click outside, and needs no positioning library).
 */
import { Button, SegmentedControl, Text, useMantineColorScheme } from '@mantine/core';
import type { MantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { pagePaths, paths } from '@calmirror/api-contract/paths';

import { sessionQuery, useSignOut } from '../api/session.ts';
import { texts } from '../texts/texts.ts';
import classes from './account-menu.module.css';

const schemes: { value: MantineColorScheme; label: string }[] = [
  { value: 'auto', label: texts.common.coloursAuto },
  { value: 'light', label: texts.common.coloursLight },
  { value: 'dark', label: texts.common.coloursDark },
];

export function AccountMenu() {
  const { data: session } = useQuery(sessionQuery);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const signOut = useSignOut();
  // By the browser and not the router: nothing of this person stays in memory.
  const leave = (): void => {
    signOut.mutate(undefined, { onSuccess: () => window.location.replace(pagePaths.signIn) });
  };
  const user = session?.user;
  if (user === null || user === undefined) return null;
  return (
    <div className={classes.menu}>
      <Button
        variant="default"
        className={classes.opener ?? ''}
        popoverTarget="account-menu"
        aria-label={texts.common.accountOf(user.name)}
      >
        <span className={classes.initial} data-initial={initialOf(user.name)} />
        <span className={classes.name}>{user.name}</span>
      </Button>
      <div id="account-menu" popover="auto" className={classes.panel}>
        <Text size="sm">{texts.common.signedInAs(user.email)}</Text>
        <Text size="sm" c="dimmed" id="colours">
          {texts.common.colours}
        </Text>
        <SegmentedControl
          aria-labelledby="colours"
          fullWidth
          size="xs"
          data={schemes}
          value={colorScheme}
          onChange={setColorScheme}
        />
        <Button
          component="a"
          href={paths.docs}
          variant="subtle"
          justify="flex-start"
          className={classes.entry ?? ''}
        >
          {texts.common.apiDocs}
        </Button>
        <Button onClick={leave} variant="subtle" justify="flex-start" className={classes.entry ?? ''}>
          {texts.common.signOut}
        </Button>
        {signOut.isError && (
          <Text size="sm" role="alert">
            {signOut.error.message}
          </Text>
        )}
      </div>
    </div>
  );
}

function initialOf(name: string): string {
  const [first] = new Intl.Segmenter().segment(name.trim());
  return first?.segment.toLocaleUpperCase() ?? '';
}
