/** The one place of the page that reads time. `useNow` renders again as time passes, no more often than asked. */
import { useEffect, useState } from 'react';

/** Milliseconds since the epoch, by this device. */
export function now(): number {
  return Date.now();
}

/** The viewer's IANA zone. */
export function viewerZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Today in the viewer's zone. */
export function today(): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(now()).toZonedDateTimeISO(viewerZone()).toPlainDate();
}

export function useNow(everyMs: number): number {
  const [at, setAt] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setAt(now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return at;
}
