import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { nextLiveState, serverTime, SILENCE_MS } from '../src/live/live-state.ts';
import type { LiveEvent, LiveState } from '../src/live/live-state.ts';
import { freshnessWords } from '../src/pages/calendars/freshness-words.ts';

const SERVER = Date.parse('2026-11-22T14:00:00Z');
const asOf = new Date(SERVER).toISOString();

describe('how current a calendar is', () => {
  it('is just now for a minute of the server’s clock, then a time', () => {
    expect(freshnessWords({ asOf }, SERVER + 59_000)).toEqual({ kind: 'now' });
    expect(freshnessWords({ asOf }, SERVER + 60_000)).toEqual({ kind: 'at', at: asOf });
  });

  it('is a time as soon as the server’s clock is not known', () => {
    expect(freshnessWords({ asOf }, undefined)).toEqual({ kind: 'at', at: asOf });
  });

  it('is nothing before the first sync', () => {
    expect(freshnessWords({ asOf: null }, SERVER)).toEqual({ kind: 'never' });
  });

  it('does not depend on a clock of this device that is hours wrong', () => {
    const device = SERVER - 7 * 3_600_000;
    const state = nextLiveState(
      { at: 'connecting', since: device },
      { type: 'heard', at: device, serverAt: SERVER },
    );
    expect(freshnessWords({ asOf }, serverTime(state, device + 1_000))).toEqual({ kind: 'now' });
    const old = new Date(SERVER - 3_600_000).toISOString();
    expect(freshnessWords({ asOf: old }, serverTime(state, device + 1_000))).toEqual({ kind: 'at', at: old });
  });
});

describe('the live stream as the page knows it', () => {
  const DEVICE = 1_000_000;
  const anEvent: fc.Arbitrary<LiveEvent> = fc.oneof(
    fc.record({ type: fc.constant('heard' as const), at: fc.nat(), serverAt: fc.nat() }),
    fc.record({ type: fc.constant('heard' as const), at: fc.nat() }),
    fc.record({
      type: fc.constantFrom('failed' as const, 'looked' as const, 'opened-again' as const),
      at: fc.nat(),
    }),
  );
  /** Events in the order of time, up to 20 s apart. */
  const aHistory = fc.array(fc.tuple(anEvent, fc.nat({ max: 20_000 })), { maxLength: 30 }).map((steps) => {
    let at = DEVICE;
    return steps.map(([event, wait]): LiveEvent => {
      at += wait;
      return { ...event, at };
    });
  });

  it('says just now only of what was heard less than the silence ago, whatever happened before', () => {
    fc.assert(
      fc.property(aHistory, (history) => {
        let state: LiveState = { at: 'connecting', since: DEVICE };
        let heardAt = -Infinity;
        for (const event of history) {
          if (event.type === 'heard') heardAt = event.at;
          state = nextLiveState(state, event);
          state = nextLiveState(state, { type: 'looked', at: event.at });
          const lies = serverTime(state, event.at) !== undefined && event.at - heardAt >= SILENCE_MS;
          const missesEnd = event.type !== 'heard' && event.type !== 'looked' && state.at === 'live';
          expect({ lies, missesEnd }).toEqual({ lies: false, missesEnd: false });
        }
      }),
    );
  });

  it('is cut when it was silent, and when the device’s clock was set back', () => {
    const state = nextLiveState(
      { at: 'connecting', since: DEVICE },
      { type: 'heard', at: DEVICE, serverAt: SERVER },
    );
    expect(nextLiveState(state, { type: 'looked', at: DEVICE + SILENCE_MS - 1 }).at).toBe('live');
    expect(nextLiveState(state, { type: 'looked', at: DEVICE + SILENCE_MS })).toEqual({
      at: 'cut',
      heardAt: DEVICE,
    });
    expect(nextLiveState(state, { type: 'looked', at: DEVICE - 3_600_000 }).at).toBe('cut');
  });

  it('keeps the server’s clock between two pulses, and forgets it with a cut', () => {
    const heard = nextLiveState(
      { at: 'connecting', since: DEVICE },
      { type: 'heard', at: DEVICE, serverAt: SERVER },
    );
    const changed = nextLiveState(heard, { type: 'heard', at: DEVICE + 500 });
    expect(serverTime(changed, DEVICE + 500)).toBe(SERVER + 500);
    const cut = nextLiveState(changed, { type: 'failed', at: DEVICE + 600 });
    expect(serverTime(cut, DEVICE + 600)).toBeUndefined();
    expect(serverTime(nextLiveState(cut, { type: 'heard', at: DEVICE + 700 }), DEVICE + 700)).toBeUndefined();
  });
});
