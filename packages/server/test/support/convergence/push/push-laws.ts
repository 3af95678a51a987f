/**
 * The laws of push, tried when faults have stopped: every calendar is right within 5 minutes of what Graph told, or
 * within the safety net where it told nothing; nothing told was lost; push lives again; nobody had to help.
 */
import type { Edit } from '../script.ts';
import { unlike, whatIsWrong } from '../verdict.ts';
import type { MirroredCalendar } from '../verdict.ts';
import type { PushRoom } from './push-room.ts';
import { nextDue, pushStates, stuckRows } from './push-rows.ts';
import type { PushState } from './push-rows.ts';
import { leapAndWork } from './time.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** What Graph told stands in the mirror by then. */
const TOLD_MS = 5 * MINUTE_MS;
/** Push is known to be dead: polled every 5 minutes. */
const POLLED_MS = 10 * MINUTE_MS;
/** A round at least every 6 hours, whatever happens. */
const SAFETY_NET_MS = 6 * HOUR_MS + TOLD_MS;
/** What Graph refused for good is looked at daily. */
const DAILY_LOOK_MS = 27 * HOUR_MS;
/** An endpoint that is slow or drops is tried every ten minutes. */
const MOST_LATE_MS = HOUR_MS;
const DROPPED_FOR_MS = 11 * MINUTE_MS;
/** A refused form of naming calendars is remembered for a week; a subscription lives three days. */
const PUSH_LIVES_MS = 8 * DAY_MS;

type Overview = Awaited<ReturnType<PushRoom['arrived']>>;

export async function brokenLaws(
  room: PushRoom,
  edit: (edit: Edit) => Promise<void>,
): Promise<readonly string[]> {
  await quiet(room);
  const late = await notRightInTime(room);
  if (late.length > 0) return late;
  const left = await whatStays(room);
  if (left.length > 0) return left;
  return [
    ...(await lost(room)),
    ...(await pushLives(room)),
    ...(await probe(room, edit)),
    ...(await stuckRows(room.db, new Date(room.now() - TOLD_MS))),
  ];
}

/** No more faults; whoever was killed is replaced; people whose access was taken back sign in. */
async function quiet(room: PushRoom): Promise<void> {
  room.front.door = 'open';
  room.dropDead();
  await room.passLeases();
  if (room.services.length === 0) await room.start();
  await leap(room, 1_000);
}

async function leap(room: PushRoom, ms: number): Promise<void> {
  await room.signInAgain();
  await leapAndWork(room, ms);
}

async function notRightInTime(room: PushRoom): Promise<string[]> {
  const began = room.now();
  const pending = new Map(room.calendars.map((calendar) => [calendar, new Patience(began)]));
  const found: string[] = [];
  while (pending.size > 0) {
    const overview = await room.arrived();
    const states = await pushStates(room.db);
    for (const [calendar, patience] of pending) {
      const state = states.get(calendar.connectionId);
      if (state === undefined) throw new Error('A connection is gone.');
      const { deadline, why } = patience.until(
        room.now(),
        state,
        await toldOf(room, calendar, state, overview),
      );
      // Nothing changes any more: what is right stays right.
      const wrong = await unlike(room, calendar);
      const isRight = wrong.length === 0 && state.status === 'active';
      if (!isRight && room.now() < deadline) continue;
      pending.delete(calendar);
      if (state.status !== 'active') found.push(`${calendar.user}, ${calendar.name}: ${state.status}`);
      if (wrong.length > 0)
        found.push(...wrong.map((each) => `${calendar.user}, ${calendar.name}: not right ${why}: ${each}`));
    }
    const passed = room.now() - began;
    const due = ((await nextDue(room.db, room.date())) ?? Infinity) - room.now();
    const [shortest, longest] = passed <= POLLED_MS ? [5_000, MINUTE_MS] : [5 * MINUTE_MS, 30 * MINUTE_MS];
    if (pending.size > 0) await leap(room, Math.min(Math.max(due, shortest), longest));
  }
  return found;
}

type Told = 'all' | 'nothing' | 'dead';

/** Until when a calendar must be right, as its situation changes. */
class Patience {
  readonly #began: number;
  /** When nothing stood in the way any more. */
  #free: number;
  #since: { readonly told: Told; readonly at: number } | undefined;

  constructor(began: number) {
    this.#began = began;
    this.#free = began;
  }

  until(now: number, state: PushState, told: Told): { deadline: number; why: string } {
    const active = state.status === 'active' || state.status === 'connecting';
    if (!active) {
      this.#free = now;
      return { deadline: this.#began + DAILY_LOOK_MS, why: `within a day, though ${state.status}` };
    }
    this.#free = Math.max(this.#free, state.waitsUntil?.getTime() ?? 0);
    if (this.#since?.told !== told) this.#since = { told, at: now };
    const from = Math.max(this.#free, this.#since.at);
    if (told === 'all') return { deadline: from + TOLD_MS, why: '5 minutes after it was told' };
    const net = Math.max(this.#free, this.#began) + SAFETY_NET_MS;
    if (told === 'dead') return { deadline: Math.min(net, from + POLLED_MS), why: 'though it is polled' };
    return { deadline: net, why: 'within the safety net' };
  }
}

async function toldOf(
  room: PushRoom,
  calendar: MirroredCalendar,
  state: PushState,
  overview: Overview,
): Promise<Told> {
  if (state.health !== 'live') return 'dead';
  const subscription = await livingAtGraph(room, calendar, state, overview);
  return subscription === undefined || subscription.untold ? 'nothing' : 'all';
}

/** The subscription that tells us of this calendar as it is now. */
async function livingAtGraph(
  room: PushRoom,
  { user, name }: MirroredCalendar,
  state: PushState,
  { subscriptions }: Overview,
): Promise<Overview['subscriptions'][number] | undefined> {
  const subscription = subscriptions.find(({ id }) => id === state.subscriptionId);
  if (subscription === undefined || !subscription.notificationUrl.startsWith(`${room.front.apiUrl}/api/`))
    return undefined;
  const at = room.date().toISOString();
  const { calendarId } = await room.simulator.control.truth({ user, calendar: name, start: at, end: at });
  const { resource } = subscription;
  const isOfIt = resource.includes('/calendars/')
    ? resource.endsWith(`/calendars/${calendarId}/events`)
    : name === 'Calendar';
  return isOfIt ? subscription : undefined;
}

/** What is wrong even after what Graph did not tell at once was asked again. */
async function whatStays(room: PushRoom): Promise<string[]> {
  const until = room.now() + DAILY_LOOK_MS;
  for (;;) {
    const wrong = await whatIsWrong(room, room.calendars);
    if (wrong.length === 0 || room.now() >= until) return wrong;
    await leap(room, HOUR_MS);
  }
}

/**
 * Each committed item is followed by a look at its calendar, whatever became of who committed it. What was rung for a
 * process that could not sign in is rung again after 30 seconds.
 */
async function lost(room: PushRoom): Promise<string[]> {
  const until = room.now() + TOLD_MS;
  for (;;) {
    const unread = neverRead(room);
    if (unread.length === 0 || room.now() >= until) return unread;
    await leap(room, MINUTE_MS / 2);
  }
}

function neverRead({ asked, told }: PushRoom): string[] {
  const readAt = new Map<string, number>();
  const lastRead = (calendarId: string): number => {
    const known = readAt.get(calendarId);
    if (known !== undefined) return known;
    const at = asked.findLastIndex((url) => url.includes(calendarId) && /calendarView/i.test(url));
    readAt.set(calendarId, at);
    return at;
  };
  const unread = told.items.filter(
    ({ calendarId, requestsBefore }) => calendarId !== null && lastRead(calendarId) < requestsBefore,
  );
  return unread.map((item) => `told, and never read: ${JSON.stringify(item.raw)}`);
}

async function pushLives(room: PushRoom): Promise<string[]> {
  const until = room.now() + PUSH_LIVES_MS;
  for (;;) {
    const dead = await withoutPush(room);
    if (dead.length === 0 || room.now() >= until) return dead;
    await leap(room, 5 * HOUR_MS);
  }
}

async function withoutPush(room: PushRoom): Promise<string[]> {
  const overview = await room.arrived();
  const states = await pushStates(room.db);
  const found: string[] = [];
  for (const calendar of room.calendars) {
    const state = states.get(calendar.connectionId);
    if (state === undefined || !state.pushWanted) continue;
    const living = await livingAtGraph(room, calendar, state, overview);
    if (state.health === 'live' && living !== undefined) continue;
    found.push(`${calendar.user}, ${calendar.name}: push did not come back (${state.health ?? 'no row'})`);
  }
  return found;
}

/** One edit of each calendar more, which nothing disturbs: told, and here. */
async function probe(room: PushRoom, edit: (edit: Edit) => Promise<void>): Promise<string[]> {
  const { endpoints } = await room.arrived();
  // For ten minutes Microsoft drops what it has for an address that was too slow: that is a fault, too.
  if (endpoints.some(({ state }) => state !== 'open')) await leap(room, DROPPED_FOR_MS);
  const { subscriptions } = await room.arrived();
  const states = await pushStates(room.db);
  const at = room.now();
  const giveUp = at + MOST_LATE_MS;
  const told = room.calendars.filter(({ connectionId }) => {
    const state = states.get(connectionId);
    const subscription = subscriptions.find(({ id }) => id === state?.subscriptionId);
    return state?.pushWanted === true && subscription?.lapsed === false;
  });
  for (const calendar of told)
    await edit({
      do: 'create',
      calendar: room.calendars.indexOf(calendar),
      shape: 'single',
      day: 1,
      value: 0,
    });
  // What was slow to answer once is told with pauses of ten minutes.
  const untold = async (): Promise<boolean> =>
    (await room.arrived()).subscriptions.some((each) => each.untold);
  while ((await untold()) && room.now() < giveUp) await leap(room, MINUTE_MS);
  const toldAt = room.now();
  while (room.now() < toldAt + TOLD_MS) await leap(room, MINUTE_MS);
  const after = await pushStates(room.db);
  const found: string[] = [];
  for (const calendar of told) {
    const notifiedAt = after.get(calendar.connectionId)?.lastNotificationAt?.getTime() ?? 0;
    if (notifiedAt < at) found.push(`${calendar.user}, ${calendar.name}: nothing was told of the last edit`);
    const wrong = await unlike(room, calendar);
    found.push(...wrong.map((each) => `${calendar.user}, ${calendar.name}: after the last edit: ${each}`));
  }
  return found;
}
