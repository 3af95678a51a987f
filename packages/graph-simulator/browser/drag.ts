/**
 * Moving an event, and its end, with a mouse or pen. Fingers scroll; they and the
 * keyboard have the form. Tells the caller what was asked for, and changes nothing itself.
 */
import { dayUnder, slotTime, slotUnder, snap, STEP } from './grid.ts';

export interface Drop {
  readonly event: string;
  readonly occurrence: string;
  /** Wall clocks, `2026-11-23T09:15`; only the one that changes. */
  readonly start?: string;
  readonly end?: string;
  /** `Monday 23 November 09:15`, to be read out. */
  readonly words: string;
}

interface Drag {
  readonly entry: HTMLElement;
  readonly kind: 'move' | 'resize';
  readonly from: number;
  readonly length: number;
  /** Slots between the top of the event and the pointer. */
  readonly grip: number;
  readonly x: number;
  readonly y: number;
  begun: boolean;
  target: { date: string; name: string; slot: number } | null;
}

/** Pixels before a press becomes a drag. */
const SLACK = 5;
/** Pixels at the lower edge that change the end. */
const EDGE = 7;

export interface DragHandle {
  readonly isActive: () => boolean;
}

function begin(week: HTMLElement, event: PointerEvent): Drag | null {
  if (event.button !== 0 || event.pointerType === 'touch' || !(event.target instanceof Element)) return null;
  const entry = event.target.closest<HTMLElement>('.entry.movable');
  const day = dayUnder(week, event.clientX);
  if (entry === null || day === null) return null;
  const from = Number(entry.dataset['from']);
  return {
    entry,
    kind: entry.getBoundingClientRect().bottom - event.clientY <= EDGE ? 'resize' : 'move',
    from,
    length: Number(entry.dataset['until']) - from,
    grip: slotUnder(day.slots, event.clientY) - from,
    x: event.clientX,
    y: event.clientY,
    begun: false,
    target: null,
  };
}

/** Draws the event where it would land. Set through the style object, which the page's policy allows. */
function follow(week: HTMLElement, drag: Drag, event: PointerEvent): void {
  const { entry, length, from } = drag;
  const home = entry.closest<HTMLElement>('.day');
  if (drag.kind === 'resize') {
    const slots = entry.closest<HTMLElement>('.slots');
    if (slots === null || home === null) return;
    const slot = Math.max(from + STEP, snap(slotUnder(slots, event.clientY), 0));
    entry.style.setProperty('--until', String(slot));
    drag.target = { date: home.dataset['date'] ?? '', name: nameOf(home), slot };
    return;
  }
  const day = dayUnder(week, event.clientX);
  if (day === null) return;
  const slot = snap(slotUnder(day.slots, event.clientY) - drag.grip, Math.min(length, 288));
  entry.style.setProperty('--from', String(slot));
  entry.style.setProperty('--until', String(slot + length));
  const shift = day.slots.getBoundingClientRect().left - (home?.getBoundingClientRect().left ?? 0);
  entry.style.setProperty('translate', `${shift}px 0`);
  drag.target = { date: day.date, name: day.name, slot };
}

function nameOf(day: HTMLElement): string {
  return day.querySelector('h2 time')?.textContent ?? '';
}

function letGo({ entry }: Drag): void {
  entry.classList.remove('dragged');
  for (const name of ['--from', '--until', 'translate']) entry.style.removeProperty(name);
}

function dropOf({ entry, kind, target, from, length }: Drag): Drop | null {
  if (target === null) return null;
  const home = entry.closest<HTMLElement>('.day')?.dataset['date'];
  const isSame = target.date === home && target.slot === (kind === 'move' ? from : from + length);
  if (isSame) return null;
  const wall = `${target.date}T${slotTime(target.slot)}`;
  return {
    event: entry.dataset['event'] ?? '',
    occurrence: entry.dataset['occurrence'] ?? '',
    ...(kind === 'move' ? { start: wall } : { end: wall }),
    words: `${target.name} ${slotTime(target.slot)}`,
  };
}

/** The click that ends a drag must neither open the event nor make a new one. */
function swallowClick(): void {
  const swallow = (event: Event): void => {
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => {
    removeEventListener('click', swallow, { capture: true });
  });
}

export function installDrag(week: HTMLElement, onDrop: (drop: Drop, undo: () => void) => void): DragHandle {
  let drag: Drag | null = null;
  const cancel = (): void => {
    if (drag !== null) letGo(drag);
    if (drag?.begun === true) addEventListener('pointerup', swallowClick, { once: true });
    drag = null;
  };
  week.addEventListener('pointerdown', (event) => {
    drag = begin(week, event);
  });
  addEventListener('pointermove', (event) => {
    if (drag === null) return;
    if (!drag.begun && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < SLACK) return;
    drag.begun = true;
    drag.entry.classList.add('dragged');
    follow(week, drag, event);
  });
  addEventListener('pointerup', () => {
    const done = drag;
    drag = null;
    if (done === null || !done.begun) return;
    swallowClick();
    const drop = dropOf(done);
    done.entry.classList.remove('dragged');
    if (drop === null) letGo(done);
    else
      onDrop(drop, () => {
        letGo(done);
      });
  });
  addEventListener('pointercancel', cancel);
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape') cancel();
  });
  week.addEventListener('dragstart', (event) => {
    event.preventDefault();
  });
  return { isActive: () => drag !== null };
}
