/**
 * Keeps the week as the mailbox is: takes a fresh copy of the page when the server
 * says that something changed, and puts its week in place of the shown one. Focus
 * and scrolling stay.
 */
const EVERY_MS = 60_000;

function replaceWeek(week: HTMLElement, fresh: Document): void {
  const next = fresh.querySelector('#week');
  if (next === null || next.innerHTML === week.innerHTML) return;
  const focused = week.contains(document.activeElement) ? (document.activeElement?.id ?? '') : '';
  week.replaceChildren(...document.importNode(next, true).childNodes);
  if (focused === '') return;
  const again = document.querySelector<HTMLElement>(`#${CSS.escape(focused)}`);
  (again ?? week).focus({ preventScroll: true });
}

export interface Refresh {
  readonly now: () => Promise<void>;
}

/** `isBusy` puts a copy off while a person is dragging. */
export function installRefresh(week: HTMLElement, isBusy: () => boolean): Refresh {
  let asked = 0;
  const now = async (): Promise<void> => {
    asked += 1;
    const mine = asked;
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    // A newer copy is on its way; or a drag would be torn from the hand.
    if (mine !== asked || isBusy()) return;
    replaceWeek(week, fresh);
  };
  const attempt = (): void => {
    now().catch(() => {
      // The simulator is away; the stream comes back by itself and asks again.
    });
  };
  const stream = new EventSource(
    `/_sim/outlook/changes?${new URLSearchParams({ user: week.dataset['user'] ?? '' }).toString()}`,
  );
  stream.addEventListener('change', attempt);
  // After a cut, and when it is opened: what happened in between.
  stream.addEventListener('open', attempt);
  setInterval(attempt, EVERY_MS);
  addEventListener('pagehide', () => {
    stream.close();
  });
  addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload();
  });
  return { now };
}
