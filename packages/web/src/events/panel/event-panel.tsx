/**
 * One event, in the browser's own modal dialog: it keeps the focus, closes by Escape and gives the focus back,
 * without a library that would write styles the page's Content-Security-Policy refuses.
 */
import { useEffectEvent, useLayoutEffect, useRef } from 'react';
import type { ReactNode, RefObject } from 'react';
import { Button, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { eventQuery } from '../../api/events.ts';
import { ApiProblem } from '../../platform/http.ts';
import { focusHeading } from '../../shell/focus-heading.ts';
import { Trouble } from '../../shell/trouble.tsx';
import { texts } from '../../texts/texts.ts';
import { EventDetails } from './event-details.tsx';
import classes from './event-panel.module.css';

const TITLE = 'event-panel-title';

export interface EventPanelProps {
  readonly id: string;
  readonly onClose: () => void;
}

export function EventPanel({ id, onClose }: EventPanelProps) {
  const { data: event, error, refetch } = useQuery(eventQuery(id));
  const isGone = error instanceof ApiProblem && (error.status === 404 || error.status === 422);
  if (isGone) {
    return (
      <Frame title={texts.events.goneTitle} onClose={onClose}>
        <Text>{texts.events.goneText}</Text>
      </Frame>
    );
  }
  if (event === undefined) {
    return (
      <Frame title={error === null ? texts.events.loadingEvent : texts.common.brokenTitle} onClose={onClose}>
        {error === null ? (
          <Skeleton height="16rem" />
        ) : (
          <Trouble error={error} onRetry={() => void refetch()} />
        )}
      </Frame>
    );
  }
  return (
    <Frame title={event.title || texts.events.noTitle} onClose={onClose}>
      <EventDetails event={event} />
    </Frame>
  );
}

interface FrameProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

function Frame({ title, onClose, children }: FrameProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useModal(dialog, onClose);
  return (
    <dialog ref={dialog} className={classes.panel} aria-labelledby={TITLE}>
      <div className={classes.content}>
        <header className={classes.head}>
          <h2 id={TITLE} className={classes.title}>
            {title}
          </h2>
          <Button
            variant="default"
            aria-label={texts.events.closePanel}
            onClick={onClose}
            className={classes.close ?? ''}
          >
            <span aria-hidden="true">×</span>
          </Button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

function useModal(ref: RefObject<HTMLDialogElement | null>, onClose: () => void): void {
  const close = useEffectEvent(onClose);
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return undefined;
    const onCancel = (event: Event): void => {
      event.preventDefault();
      close();
    };
    const onClick = (event: Event): void => {
      // Only what is beside the panel is the dialog itself.
      if (event.target === dialog) close();
    };
    dialog.addEventListener('cancel', onCancel);
    dialog.addEventListener('click', onClick);
    dialog.showModal();
    return () => {
      dialog.removeEventListener('cancel', onCancel);
      dialog.removeEventListener('click', onClick);
      // Gives the focus back to the event; it may have moved away meanwhile, or never been there.
      dialog.close();
      if (document.activeElement !== document.body && document.activeElement !== null) return;
      focusHeading();
    };
  }, [ref]);
}
