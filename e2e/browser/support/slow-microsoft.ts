/** A first sync takes a moment here and minutes at a real mailbox: this holds it where it is, to be looked at. */
import type { Simulator } from '@calmirror/graph-simulator';

/** Long enough to be looked at in all sizes and colours; a request that waits already is not released before. */
const HELD_MS = 6_000;

/** Answers with events wait until it is released: call what it gives. */
export async function hold(simulator: Simulator): Promise<() => Promise<void>> {
  await simulator.control.setFaults({
    rules: [
      {
        match: { pathPattern: 'calendarView/delta' },
        action: { type: 'delay', ms: HELD_MS },
      },
    ],
  });
  return async () => {
    await simulator.control.clearFaults();
  };
}
