/**
 * What the page knows of its live stream. Pure: (state, event) → state. live-stream.ts acts on it.
 * Invariant: `live` only while the stream was heard within SILENCE_MS; a page that cannot know never says that it does.
 */
export type LiveState =
  /** Opened and not heard yet: at first, or after the page let go of it. */
  | { readonly at: 'connecting'; readonly since: number }
  | {
      readonly at: 'live';
      readonly heardAt: number;
      /** Milliseconds that the server's clock is ahead of this device's; unknown until a pulse tells. */
      readonly serverAheadMs: number | undefined;
    }
  /** Heard once, and not any more. */
  | { readonly at: 'cut'; readonly heardAt: number };

export type LiveEvent =
  /** `serverAt`: the server's clock, where the message carries it. */
  | { readonly type: 'heard'; readonly at: number; readonly serverAt?: number }
  | { readonly type: 'failed'; readonly at: number }
  | { readonly type: 'looked'; readonly at: number }
  | { readonly type: 'opened-again'; readonly at: number };

/** The server pulses every 4 s; two missed ones and a little are a cut. */
export const SILENCE_MS = 9_000;
/** A clock that was set back farther than this says nothing of how long it was silent. */
const CLOCK_STEP_MS = 1_000;

export function nextLiveState(state: LiveState, event: LiveEvent): LiveState {
  if (event.type === 'heard') {
    const known = state.at === 'live' ? state.serverAheadMs : undefined;
    const serverAheadMs = event.serverAt === undefined ? known : event.serverAt - event.at;
    return { at: 'live', heardAt: event.at, serverAheadMs };
  }
  if (event.type === 'opened-again') return { at: 'connecting', since: event.at };
  const lastSign = state.at === 'connecting' ? state.since : state.heardAt;
  const elapsed = event.at - lastSign;
  const isSilent = elapsed >= SILENCE_MS || elapsed < -CLOCK_STEP_MS;
  if (state.at === 'cut' || (event.type === 'looked' && !isSilent)) return state;
  if (event.type === 'failed' && state.at === 'connecting' && !isSilent) return state;
  return { at: 'cut', heardAt: lastSign };
}

/** The server's time; undefined while the page cannot know it. */
export function serverTime(state: LiveState, deviceTime: number): number | undefined {
  if (state.at !== 'live' || state.serverAheadMs === undefined) return undefined;
  return deviceTime + state.serverAheadMs;
}
