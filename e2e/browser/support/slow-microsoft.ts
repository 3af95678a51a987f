/** A first sync takes a moment here and minutes at a real mailbox: this holds it where it is, to be looked at. */
import type { Simulator } from '@calmirror/graph-simulator';

/** Answers with events wait until it is released: call what it gives. */
export async function hold(simulator: Simulator): Promise<() => Promise<void>> {
  await simulator.control.setFaults({
    rules: [
      {
        match: { pathPattern: 'calendarView/delta' },
        action: { type: 'status', status: 503, retryAfter: 1 },
      },
    ],
  });
  return async () => {
    await simulator.control.clearFaults();
  };
}
