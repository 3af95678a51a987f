/**
 * The dates a connection mirrors. Whole UTC days, so that the same day always gives the same
 * window. Graph is asked for one day more on each side: all-day events are kept by instants of
 * their creator's zone there, and could be missed or added by up to a day (Graph docs issue 471).
 */
const DAY_MS = 86_400_000;

export interface SyncWindow {
  readonly start: Date;
  /** Exclusive. */
  readonly end: Date;
}

export function windowAt(now: number, days: { past: number; future: number }): SyncWindow {
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  return { start: new Date(today - days.past * DAY_MS), end: new Date(today + days.future * DAY_MS) };
}

export function paddedWindow(window: SyncWindow): SyncWindow {
  return { start: new Date(window.start.getTime() - DAY_MS), end: new Date(window.end.getTime() + DAY_MS) };
}

/** Overlap with an exclusive end; an event without length counts at its instant. */
export function overlaps(event: { startAt: Date; endAt: Date }, window: SyncWindow): boolean {
  const [start, end] = [event.startAt.getTime(), event.endAt.getTime()];
  const [from, to] = [window.start.getTime(), window.end.getTime()];
  return start === end ? start >= from && start < to : start < to && end > from;
}
