/** Works through a list in turns, so that a long one does not keep everything else in the process waiting. */
import { setImmediate as nextTurn } from 'node:timers/promises';

/** A turn may last this long, and one item more. */
const TURN_MS = 4;

export async function inSlices<T>(items: Iterable<T>, act: (item: T) => void): Promise<void> {
  let until = performance.now() + TURN_MS;
  for (const item of items) {
    act(item);
    if (performance.now() < until) continue;
    await nextTurn();
    until = performance.now() + TURN_MS;
  }
}

/** Between pieces of work: lets others have their turn where the last such turn is as long ago. */
export function turnTaker(): () => Promise<void> {
  let until = performance.now() + TURN_MS;
  return async () => {
    if (performance.now() < until) return;
    await nextTurn();
    until = performance.now() + TURN_MS;
  };
}
