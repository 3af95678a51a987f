/** The one button that leads to Microsoft. What stands against it is said under it. */
import { Button, Loader, Stack } from '@mantine/core';
import type { ButtonProps } from '@mantine/core';

import { Trouble } from '../../shell/trouble.tsx';
import { texts } from '../../texts/texts.ts';
import classes from './connect-button.module.css';
import { useBeginConnecting } from './use-begin-connecting.ts';

export interface ConnectButtonProps extends Pick<ButtonProps, 'variant' | 'size'> {
  /** Its accessible name. */
  readonly children: string;
}

export function ConnectButton({ children, variant = 'filled', size = 'md' }: ConnectButtonProps) {
  const { begin, isBusy, error } = useBeginConnecting();
  return (
    <Stack align="flex-start" gap="sm" maw="100%">
      <Button
        className={classes.button ?? ''}
        classNames={{ label: classes.label ?? '' }}
        variant={variant}
        size={size}
        aria-busy={isBusy}
        aria-disabled={isBusy}
        leftSection={isBusy ? <Loader size="1em" color="currentcolor" aria-hidden /> : undefined}
        onClick={() => {
          if (!isBusy) begin();
        }}
      >
        {children}
      </Button>
      <span role="status" className="visually-hidden">
        {isBusy ? texts.connect.connecting : ''}
      </span>
      {error !== null && <Trouble error={error} />}
    </Stack>
  );
}
