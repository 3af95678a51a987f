/**
 * The simulated cloud: tenants, people and their mailboxes on one clock. Doors
 * (graph, entra, control) read and edit it; it knows none of them.
 */
import type { SimClock } from '../clock.ts';
import { Mailbox } from '../mailbox/mailbox.ts';
import { deliverMeeting } from '../meetings/deliver-meeting.ts';
import { demoCalendars } from './demo-calendars.ts';
import { DEMO_TENANTS, DEMO_USERS } from './demo-people.ts';
import { fillDemoMailbox } from './demo-events.ts';
import { guidFrom } from './seeded.ts';
import { SwitchBoard } from './switches.ts';
import type { SwitchChanges } from './switches.ts';
import type { MailboxChange, SimTenant, SimUser, World } from './types.ts';

export interface SimWorld extends World {
  /** @throws RangeError when nobody has this id. */
  mailbox(userId: string): Mailbox;
  /** Differs after every start and reset, so that tokens of an earlier world are dead. */
  readonly runId: string;
  /** What was to happen by now, in any mailbox, happens. */
  settle(): void;
  /** From now on every delta token of the mailbox (or of one calendar) answers 410. */
  killDeltaTokens(userId: string, calendarId?: string): void;
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

class DemoWorld implements SimWorld {
  readonly clock: SimClock;
  readonly switches: SwitchBoard;
  readonly tenants: readonly SimTenant[] = DEMO_TENANTS;
  readonly users: readonly SimUser[] = DEMO_USERS;
  readonly #byName = new Map<string, SimUser>();
  readonly #mailboxes = new Map<string, Mailbox>();
  readonly #listeners = new Set<(change: MailboxChange) => void>();
  #resets = 0;
  #resetAt = 0;
  #runId = '';

  constructor(clock: SimClock, switches: SwitchChanges | undefined) {
    this.clock = clock;
    this.switches = new SwitchBoard(switches);
    for (const user of this.users) {
      this.#byName.set(user.id.toLowerCase(), user);
      this.#byName.set(user.userPrincipalName.toLowerCase(), user);
    }
    this.reset();
  }

  get runId(): string {
    return this.#runId;
  }

  findUser(idOrPrincipalName: string): SimUser | undefined {
    return this.#byName.get(idOrPrincipalName.toLowerCase());
  }

  /** Filled when first asked for, as of the reset: most uses of a world need one mailbox. */
  mailbox(userId: string): Mailbox {
    const existing = this.#mailboxes.get(userId);
    if (existing !== undefined) return existing;
    const user = this.users.find(({ id }) => id === userId);
    if (user === undefined) throw new RangeError('Nobody in this world has that id.');
    const mailbox: Mailbox = new Mailbox({
      user,
      now: () => this.clock.now(),
      firstChange: this.#resetAt,
      emit: (change) => {
        for (const listener of this.#listeners) listener(change);
      },
      switches: () => this.switches.current,
      onDue: (dueMs) => this.#settleAt(dueMs),
      onEdit: (before, after) => deliverMeeting(mailbox, before, after, (address) => this.#at(address)),
    });
    for (const calendar of demoCalendars(user)) mailbox.addCalendar(calendar);
    fillDemoMailbox(mailbox, this.#resetAt);
    this.#mailboxes.set(userId, mailbox);
    return mailbox;
  }

  settle(): void {
    for (const mailbox of this.#mailboxes.values()) mailbox.settle();
  }

  /** In real time; a clock that is moved is followed by whoever moves it. */
  #settleAt(dueMs: number): void {
    const ms = Math.min(Math.max(0, dueMs - this.clock.now()), LONGEST_TIMER_MS - 5);
    setTimeout(() => this.settle(), ms + 5).unref();
  }

  #at(address: string): Mailbox | undefined {
    const user = this.findUser(address);
    return user === undefined ? undefined : this.mailbox(user.id);
  }

  hasCalendar(userId: string, calendarId: string): boolean {
    const isKnown = this.users.some(({ id }) => id === userId);
    return isKnown && this.mailbox(userId).calendar(calendarId) !== undefined;
  }

  defaultCalendarId(userId: string): string {
    return this.mailbox(userId).defaultCalendarId;
  }

  onMailboxChange(listener: (change: MailboxChange) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  killDeltaTokens(userId: string, calendarId?: string): void {
    this.mailbox(userId).killDeltaTokens(calendarId);
  }

  reset(): void {
    this.#resets += 1;
    this.#resetAt = this.clock.now();
    this.#runId = guidFrom(`run/${this.#resetAt}/${this.#resets}`);
    this.#mailboxes.clear();
    this.switches.reset();
  }
}

/** The demo world, filled around the clock's today. */
export function createWorld(clock: SimClock, switches?: SwitchChanges): SimWorld {
  return new DemoWorld(clock, switches);
}
