/**
 * The simulated cloud: tenants, people and their mailboxes on one clock. Doors
 * (graph, entra, control) read and edit it; it knows none of them.
 */
import type { SimClock } from '../clock.ts';
import { Mailbox } from '../mailbox/mailbox.ts';
import { deliverMeeting } from '../meetings/deliver-meeting.ts';
import { ShareBook } from '../sharing/share-book.ts';
import { Chance } from './chance.ts';
import { demoCalendars } from './demo-calendars.ts';
import { DEMO_TENANTS, DEMO_USERS } from './demo-people.ts';
import { fillDemoMailbox } from './demo-events.ts';
import { shareDemoCalendars } from './demo-shares.ts';
import { fillWithEvents, POPULATION_TENANT, populationUsers } from './population.ts';
import type { Population } from './population.ts';
import { guidFrom } from './seeded.ts';
import { saveAll } from './stateful.ts';
import type { Restore, Stateful } from './stateful.ts';
import { SwitchBoard } from './switches.ts';
import type { SwitchChanges } from './switches.ts';
import type { MailboxChange, SimTenant, SimUser, World } from './types.ts';

export interface SimWorld extends World, Stateful {
  /** @throws RangeError when nobody has this id. */
  mailbox(userId: string): Mailbox;
  /** Differs after every start and reset, so that tokens of an earlier world are dead. */
  readonly runId: string;
  /** What was to happen by now, in any mailbox, happens. */
  settle(): void;
  /** Who shares which calendar with whom. */
  readonly shares: ShareBook;
  /** From now on every delta token of the mailbox (or of one calendar) answers 410. */
  killDeltaTokens(userId: string, calendarId?: string): void;
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

class DemoWorld implements SimWorld {
  readonly clock: SimClock;
  readonly switches: SwitchBoard;
  readonly chance: Chance;
  readonly shares = new ShareBook();
  readonly tenants: readonly SimTenant[] = DEMO_TENANTS;
  readonly users: readonly SimUser[] = DEMO_USERS;
  readonly #population: Population | undefined;
  readonly #byName = new Map<string, SimUser>();
  readonly #mailboxes = new Map<string, Mailbox>();
  readonly #listeners = new Set<(change: MailboxChange) => void>();
  #resets = 0;
  #resetAt = 0;
  #runId = '';

  constructor(clock: SimClock, switches: SwitchChanges | undefined, { seed, population }: WorldOptions) {
    this.clock = clock;
    this.switches = new SwitchBoard(switches);
    this.chance = new Chance(seed);
    this.#population = population;
    if (population !== undefined) {
      this.tenants = [...DEMO_TENANTS, POPULATION_TENANT];
      this.users = [...DEMO_USERS, ...populationUsers(population)];
    }
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
    const user = this.#byName.get(userId.toLowerCase());
    if (user === undefined || user.id !== userId) throw new RangeError('Nobody in this world has that id.');
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
    this.#mailboxes.set(userId, mailbox);
    if (user.tenantId === POPULATION_TENANT.id && this.#population !== undefined)
      fillWithEvents(mailbox, this.#population, this.#resetAt);
    else fillDemoMailbox(mailbox, this.#resetAt);
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
    const isKnown = this.#byName.get(userId.toLowerCase())?.id === userId;
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
    this.shares.clear();
    shareDemoCalendars(this.shares);
    this.switches.reset();
  }

  /** Of mailboxes that nobody has asked for yet, nothing has to be kept: they are filled as of the reset. */
  save(): Restore {
    const mailboxes = Array.from(this.#mailboxes, ([id, mailbox]) => ({
      id,
      mailbox,
      restore: mailbox.save(),
    }));
    const parts = saveAll([this.clock, this.switches, this.chance, this.shares]);
    const kept = { resets: this.#resets, resetAt: this.#resetAt, runId: this.#runId };
    return () => {
      parts();
      this.#mailboxes.clear();
      for (const { id, mailbox, restore } of mailboxes) {
        restore();
        this.#mailboxes.set(id, mailbox);
      }
      this.#resets = kept.resets;
      this.#resetAt = kept.resetAt;
      this.#runId = kept.runId;
    };
  }
}

export interface WorldOptions {
  /** Of codes, tokens and ids; another in every world when left out. */
  readonly seed?: string | undefined;
  /** People beside the demo people; none when left out. */
  readonly population?: Population | undefined;
}

/** The demo world, filled around the clock's today. */
export function createWorld(clock: SimClock, switches?: SwitchChanges, options: WorldOptions = {}): SimWorld {
  return new DemoWorld(clock, switches, options);
}
