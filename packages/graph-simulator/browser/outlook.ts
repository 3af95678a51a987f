/**
 * What the week gains where scripts run: dragging, a click on an empty time, and
 * changes by other hands. Everything here can also be done with links and forms.
 */
import { type Drop, installDrag } from './drag.ts';
import { dayUnder, slotTime, slotUnder } from './grid.ts';
import { installRefresh } from './refresh.ts';

const FIRST_HOUR = 7;

function say(text: string): void {
  const status = document.querySelector('#status');
  if (status !== null) status.textContent = text;
}

/** The problem in words, or null when the event was moved. */
async function send(user: string, { words: _words, ...drop }: Drop): Promise<string | null> {
  try {
    const answer = await fetch('/_sim/outlook/move', {
      method: 'POST',
      body: new URLSearchParams({ user, ...drop }),
    });
    if (answer.ok) return null;
  } catch {
    return 'The simulator does not answer.';
  }
  return 'This event could not be moved.';
}

/** Unless the address names an event, to which the browser has scrolled. */
function scrollToMorning(week: HTMLElement): void {
  const slots = week.querySelector<HTMLElement>('.slots');
  if (slots !== null && location.hash === '')
    week.scrollTop = (slots.offsetHeight / 24) * (FIRST_HOUR - 0.25);
}

/** A click on an empty time opens the form for an event there. */
function installNewByClick(week: HTMLElement, user: string): void {
  week.addEventListener('click', (event) => {
    if (!(event.target instanceof Element) || event.target.closest('a,.entry,.day-head') !== null) return;
    const day = dayUnder(week, event.clientX);
    if (day === null || !day.slots.contains(event.target)) return;
    const half = Math.floor(slotUnder(day.slots, event.clientY) / 6) * 6;
    const query = new URLSearchParams({ user, date: day.date, time: slotTime(half) });
    location.assign(`/_sim/outlook/new?${query.toString()}`);
  });
}

function start(week: HTMLElement): void {
  const user = week.dataset['user'] ?? '';
  document.documentElement.classList.add('scripted');
  scrollToMorning(week);
  installNewByClick(week, user);
  const drag = installDrag(week, (drop, undo) => {
    void send(user, drop).then(async (problem) => {
      say(problem ?? `${drop.start === undefined ? 'Ends' : 'Moved to'} ${drop.words}`);
      if (problem !== null) undo();
      await refresh.now();
    });
  });
  const refresh = installRefresh(week, drag.isActive);
}

/** The list of mailboxes closes like a menu. */
function closePeople(): void {
  document.querySelector('.people')?.removeAttribute('open');
}

document.addEventListener('click', (event) => {
  if (!(event.target instanceof Element) || event.target.closest('.people') === null) closePeople();
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') closePeople();
});

const week = document.querySelector<HTMLElement>('#week');
if (week !== null) start(week);
