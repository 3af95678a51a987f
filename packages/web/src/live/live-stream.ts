/**
 * One EventSource on GET /api/stream, kept alive: heard → live; silent or failed → cut, and opened anew from the
 * last change that was seen, with growing pauses. A hidden page lets go of it after a minute, because a browser
 * grants few connections to one server and people keep many tabs. Knows nothing of queries or components.
 */
import { paths } from '@calmirror/api-contract/paths';

import { now } from '../platform/clock.ts';
import { nextLiveState } from './live-state.ts';
import type { LiveEvent, LiveState } from './live-state.ts';

export interface LiveListener {
  readonly onState: (state: LiveState) => void;
  readonly onChange: () => void;
  /** Something about calendars or their runs changed. */
  readonly onCalendars: () => void;
  /** It goes on where it was cut: no change was missed. */
  readonly onResumed: () => void;
  /** What was missed is not known: everything must be asked for again. */
  readonly onReset: () => void;
  /** It cannot be opened: perhaps nobody is signed in any more. */
  readonly onRefused: () => void;
}

/** Often enough that a cut is said within 10 s of the last sign of life. */
const LOOK_MS = 500;
const PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000] as const;
const LET_GO_AFTER_MS = 60_000;

export class LiveStream {
  readonly #listener: LiveListener;
  #source: EventSource | undefined;
  #state: LiveState = { at: 'connecting', since: now() };
  #seq: string | undefined;
  #openedAt = 0;
  #failures = 0;
  #timers: { look?: number; open?: number; letGo?: number } = {};

  constructor(listener: LiveListener) {
    this.#listener = listener;
  }

  start(): void {
    this.#timers.look = window.setInterval(() => this.#look(), LOOK_MS);
    document.addEventListener('visibilitychange', this.#onVisibility);
    this.#open();
  }

  stop(): void {
    document.removeEventListener('visibilitychange', this.#onVisibility);
    clearInterval(this.#timers.look);
    clearTimeout(this.#timers.letGo);
    this.#close();
  }

  #open(): void {
    this.#close();
    this.#openedAt = now();
    const since = this.#seq === undefined ? '' : `?since=${encodeURIComponent(this.#seq)}`;
    const source = new EventSource(`${paths.stream}${since}`);
    this.#source = source;
    source.addEventListener('pulse', (event) => this.#heard(event, serverTimeOf(event)));
    source.addEventListener('calendars', (event) => {
      this.#heard(event);
      this.#listener.onCalendars();
    });
    source.addEventListener('change', (event) => {
      this.#heard(event);
      this.#listener.onChange();
    });
    source.addEventListener('reset', (event) => {
      this.#heard(event);
      this.#listener.onReset();
    });
    source.addEventListener('error', () => this.#failed());
  }

  #close(): void {
    clearTimeout(this.#timers.open);
    this.#source?.close();
    this.#source = undefined;
  }

  #heard({ lastEventId }: MessageEvent<unknown>, serverAt?: number): void {
    this.#failures = 0;
    const knewItsPlace = this.#seq !== undefined;
    if (lastEventId !== '') this.#seq = lastEventId;
    const before = this.#state;
    this.#apply({ type: 'heard', at: now(), ...(serverAt === undefined ? {} : { serverAt }) });
    if (before.at === 'live') return;
    if (knewItsPlace) this.#listener.onResumed();
    // What the page asked for before the stream began may have changed in between.
    else this.#listener.onReset();
  }

  #failed(): void {
    this.#close();
    this.#apply({ type: 'failed', at: now() });
    const pause = PAUSES_MS[Math.min(this.#failures, PAUSES_MS.length - 1)] ?? 0;
    this.#failures += 1;
    if (this.#failures > 1) this.#listener.onRefused();
    this.#timers.open = window.setTimeout(() => this.#open(), pause * (0.75 + Math.random() / 2));
  }

  #look(): void {
    const before = this.#state;
    this.#apply({ type: 'looked', at: now() });
    const wentSilent = this.#state.at === 'cut' && (before.at !== 'cut' || now() - this.#openedAt > 10_000);
    if (wentSilent && this.#source !== undefined) this.#failed();
  }

  #apply(event: LiveEvent): void {
    const next = nextLiveState(this.#state, event);
    if (next === this.#state) return;
    this.#state = next;
    this.#listener.onState(next);
  }

  readonly #onVisibility = (): void => {
    clearTimeout(this.#timers.letGo);
    if (document.visibilityState === 'hidden') {
      this.#timers.letGo = window.setTimeout(() => this.#close(), LET_GO_AFTER_MS);
    } else if (this.#source === undefined) {
      this.#apply({ type: 'opened-again', at: now() });
      this.#open();
    }
  };
}

/** Of a pulse; undefined when it says none. */
function serverTimeOf({ data }: MessageEvent<unknown>): number | undefined {
  if (typeof data !== 'string') return undefined;
  const pulse: unknown = JSON.parse(data);
  if (typeof pulse !== 'object' || pulse === null || !('at' in pulse)) return undefined;
  const at = Date.parse(String(pulse.at));
  return Number.isNaN(at) ? undefined : at;
}
