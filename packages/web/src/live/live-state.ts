/**
 * What the page knows of its live stream. Pure: (state, event) → state. live-stream.ts acts on it.
 * Invariant: `live` only while the stream was heard within SILENCE_MS; a page that cannot know never says that it does.
 */
export type LiveState =
  /** No stream was ever heard. */
  | { readonly at: 'connecting'; readonly since: number }
  | { readonly at: 'live'; readonly heardAt: number }
  /** Heard once, and not any more. */
  | { readonly at: 'cut'; readonly heardAt: number };

export type LiveEvent =
  | { readonly type: 'heard'; readonly at: number }
  | { readonly type: 'failed'; readonly at: number }
  | { readonly type: 'looked'; readonly at: number };

/** The server pulses every 4 s; two missed ones and a little are a cut. */
export const SILENCE_MS = 9_000;

export function nextLiveState(state: LiveState, event: LiveEvent): LiveState {
  if (event.type === 'heard') return { at: 'live', heardAt: event.at };
  const lastSign = state.at === 'connecting' ? state.since : state.heardAt;
  const isSilent = event.at - lastSign >= SILENCE_MS;
  if (state.at === 'cut' || (event.type === 'looked' && !isSilent)) return state;
  if (event.type === 'failed' && state.at === 'connecting' && !isSilent) return state;
  return { at: 'cut', heardAt: lastSign };
}
