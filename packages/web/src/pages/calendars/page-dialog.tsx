/** A dialog that is there from the moment it is rendered; the whole screen on a narrow one. */
import { Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';

import classes from './page-dialog.module.css';
import { texts } from '../../texts/texts.ts';

export interface PageDialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

export function PageDialog({ title, onClose, wide = false, children }: PageDialogProps) {
  const isNarrow = useMediaQuery('(width < 40rem)', false, { getInitialValueInEffect: false });
  return (
    <Modal
      opened
      // By calendar-dialogs, which knows what opened it.
      returnFocus={false}
      onClose={onClose}
      title={title}
      size={wide ? 'xl' : 'md'}
      fullScreen={wide && isNarrow}
      centered={!isNarrow}
      classNames={{
        title: classes.title ?? '',
        content: classes.surface ?? '',
        header: classes.surface ?? '',
      }}
      closeButtonProps={{ 'aria-label': texts.common.close }}
    >
      {children}
    </Modal>
  );
}
