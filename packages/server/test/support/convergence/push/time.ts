/** How time passes in a room of push: in leaps from one moment at which something is due to the next. */
import type { PushRoom } from './push-room.ts';
import { nextDue } from './push-rows.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
/** At most so many leaps: in a long time, looks come later than they are due. */
const LEAPS = 12;

/** Somebody is at work all the time, where anybody is. */
export async function pass(
  room: PushRoom,
  ms: number,
  options: { readonly work?: boolean } = {},
): Promise<void> {
  const until = room.now() + ms;
  if (options.work !== true && ms < MINUTE_MS) {
    await room.advance(ms);
    await room.beat();
    return;
  }
  const shortest = Math.max(5 * SECOND_MS, ms / LEAPS);
  while (room.now() < until) {
    const due = (await nextDue(room.db, room.date())) ?? until;
    const longest = Math.max(shortest, 60 * MINUTE_MS);
    const leap = Math.min(Math.max(due - room.now(), shortest), longest, until - room.now());
    await leapAndWork(room, leap);
  }
}

export async function leapAndWork(room: PushRoom, ms: number): Promise<void> {
  await room.advance(ms);
  const [service] = room.services;
  if (service === undefined) return;
  await room.beat();
  await service.work();
  await room.arrived();
}
