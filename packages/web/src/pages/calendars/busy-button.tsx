/** A button that works on something keeps the focus and its name; it only takes no second click. */
import { Button, Loader } from '@mantine/core';
import type { ButtonProps } from '@mantine/core';
import type { ReactNode } from 'react';

export interface BusyButtonProps extends Pick<ButtonProps, 'variant' | 'size' | 'color' | 'className'> {
  readonly busy: boolean;
  readonly onClick: () => void;
  /** Accessible name, where what is seen says too little; begins with what is seen. */
  readonly label?: string;
  readonly children: ReactNode;
}

export function BusyButton({ busy, onClick, label, children, ...looks }: BusyButtonProps) {
  return (
    <Button
      {...looks}
      aria-label={label}
      aria-busy={busy}
      aria-disabled={busy}
      leftSection={busy ? <Loader size="1em" color="currentcolor" aria-hidden /> : undefined}
      onClick={() => {
        if (!busy) onClick();
      }}
    >
      {children}
    </Button>
  );
}
