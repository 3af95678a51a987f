/** The dialogs of the dashboard: one at a time, loaded when the first of them opens. */
import { createContext, lazy, Suspense, useContext, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { CalendarConnection, CalendarStats } from '@calmirror/api-contract';
import { flushSync } from 'react-dom';

import { focusHeading } from '../../shell/focus-heading.ts';

export type CalendarEvents = CalendarStats['items'][number];

export interface CalendarDialog {
  readonly kind: 'history' | 'disconnect' | 'erase';
  readonly calendar: CalendarConnection;
}

const DialogsContext = createContext<{ readonly open: (dialog: CalendarDialog) => void }>({ open: () => {} });

export const useCalendarDialogs = () => useContext(DialogsContext);

const DisconnectDialog = lazy(async () => ({
  default: (await import('./disconnect-dialog.tsx')).DisconnectDialog,
}));
const EraseDialog = lazy(async () => ({ default: (await import('./erase-dialog.tsx')).EraseDialog }));
const HistoryDialog = lazy(async () => ({ default: (await import('./history-dialog.tsx')).HistoryDialog }));

const dialogs = { disconnect: DisconnectDialog, erase: EraseDialog, history: HistoryDialog } as const;

export interface DialogProps {
  readonly calendar: CalendarConnection;
  /** Undefined while it is not known. */
  readonly events: CalendarEvents | undefined;
  readonly onClose: () => void;
  /** It is done, and the card that opened this goes from where it was. */
  readonly onGone: () => void;
}

export interface CalendarDialogsProps {
  readonly eventsOf: ReadonlyMap<string, CalendarEvents>;
  readonly children: ReactNode;
}

export function CalendarDialogs({ eventsOf, children }: CalendarDialogsProps) {
  const [dialog, setDialog] = useState<CalendarDialog>();
  const opener = useRef<Element>(null);
  const context = useMemo(
    () => ({
      open: (asked: CalendarDialog) => {
        opener.current = document.activeElement;
        setDialog(asked);
      },
    }),
    [],
  );
  const close = (): void => {
    flushSync(() => setDialog(undefined));
    if (opener.current instanceof HTMLElement && opener.current.isConnected) opener.current.focus();
    else focusHeading();
  };
  const gone = (): void => {
    flushSync(() => setDialog(undefined));
    focusHeading();
  };
  const Dialog = dialog === undefined ? undefined : dialogs[dialog.kind];
  return (
    <DialogsContext value={context}>
      {children}
      {Dialog !== undefined && dialog !== undefined && (
        <Suspense>
          <Dialog
            key={dialog.calendar.id}
            calendar={dialog.calendar}
            events={eventsOf.get(dialog.calendar.id)}
            onClose={close}
            onGone={gone}
          />
        </Suspense>
      )}
    </DialogsContext>
  );
}
