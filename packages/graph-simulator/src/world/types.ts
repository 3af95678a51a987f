/**
 * What the parts of the simulator know of each other. `world/` and `mailbox/`
 * hold the truth; `graph/`, `entra/`, `subscriptions/` and `control/` are doors to it.
 */
import type { SimClock } from '../clock.ts';
import type { Chance } from './chance.ts';
import type { SwitchBoard } from './switches.ts';

export interface SimTenant {
  readonly id: string;
  /** A directory of an organization, or the one tenant that all personal accounts share. */
  readonly kind: 'work' | 'personal';
  readonly domain: string;
  readonly displayName: string;
  /** Users of this tenant cannot consent for themselves (AADSTS90094). */
  readonly requiresAdminConsent: boolean;
}

export interface SimUser {
  /** Entra object id; equals Graph's `user.id`. */
  readonly id: string;
  readonly tenantId: string;
  readonly userPrincipalName: string;
  readonly mail: string;
  readonly displayName: string;
  readonly givenName: string;
  readonly surname: string;
  /** Windows name of the mailbox's time zone. */
  readonly timeZone: string;
}

/** One change of an event, as a subscription would report it. */
export interface MailboxChange {
  readonly userId: string;
  readonly calendarId: string;
  /** In Outlook's changeable format; of a series, its master's. */
  readonly eventId: string;
  /** The same item in the format of `Prefer: IdType="ImmutableId"`; always set by the mailbox. */
  readonly immutableEventId?: string;
  readonly etag: string;
  readonly changeType: 'created' | 'updated' | 'deleted';
  /** Simulator clock, ms since the epoch. */
  readonly at: number;
}

/** The caller of a Graph request, as its access token names them. */
export interface GraphCaller {
  readonly user: SimUser;
  readonly appId: string;
  readonly scopes: ReadonlySet<string>;
  /** When its token ends: simulator clock, ms since the epoch. Left out: not for a long time. */
  readonly tokenExpiresAt?: number;
}

/** Everything that exists in the simulated cloud. Implemented by `world.ts`. */
export interface World {
  readonly clock: SimClock;
  /** What Microsoft leaves open, as this world has it. */
  readonly switches: SwitchBoard;
  readonly chance: Chance;
  readonly tenants: readonly SimTenant[];
  readonly users: readonly SimUser[];
  findUser(idOrPrincipalName: string): SimUser | undefined;
  /** Whether the user's own mailbox holds this calendar (ids are case-sensitive). */
  hasCalendar(userId: string, calendarId: string): boolean;
  defaultCalendarId(userId: string): string;
  /** Listeners are called after the change is in the store. Returns the unsubscriber. */
  onMailboxChange(listener: (change: MailboxChange) => void): () => void;
  /** Back to the demo world, as if just started. */
  reset(): void;
}
