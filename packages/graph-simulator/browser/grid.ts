/** The grid as numbers: which day and which slot of five minutes lies under a point. */
const SLOTS = 288;
const MINUTES_PER_SLOT = 5;
/** Dragging goes by quarters of an hour. */
export const STEP = 3;

export interface GridDay {
  readonly slots: HTMLElement;
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** As a person reads it. */
  readonly name: string;
}

/** Null where the week is shown as lists. */
export function dayUnder(week: HTMLElement, x: number): GridDay | null {
  for (const day of week.querySelectorAll<HTMLElement>('.day')) {
    const slots = day.querySelector<HTMLElement>('.slots');
    if (slots === null || getComputedStyle(slots).position !== 'relative') continue;
    const box = slots.getBoundingClientRect();
    if (x >= box.left && x < box.right)
      return {
        slots,
        date: day.dataset['date'] ?? '',
        name: day.querySelector('h2 time')?.textContent ?? '',
      };
  }
  return null;
}

export function slotUnder(slots: HTMLElement, y: number): number {
  const box = slots.getBoundingClientRect();
  return ((y - box.top) / box.height) * SLOTS;
}

/** The nearest quarter of an hour that leaves room for `length` slots in the day. */
export function snap(slot: number, length: number): number {
  return Math.max(0, Math.min(Math.round(slot / STEP) * STEP, SLOTS - length));
}

/** `09:15`; the end of a day is `24:00`. */
export function slotTime(slot: number): string {
  const minutes = slot * MINUTES_PER_SLOT;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
