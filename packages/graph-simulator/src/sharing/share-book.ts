/**
 * Who shares which calendar with whom, as what. A calendar that was shared with somebody who has a
 * mailbox here is in that mailbox as a copy, with an id of its own, until it is taken from the list.
 * Knows people and ids, neither mailboxes nor Graph's shapes.
 * Source: Microsoft Graph, calendarPermission; calendar facts 7.2 and 7.4.
 */
import { calendarId } from '../mailbox/ids.ts';
import type { SimCalendar, SimPerson } from '../mailbox/types.ts';
import { hashHex } from '../world/seeded.ts';
import { saveMap } from '../world/stateful.ts';
import type { Restore, Stateful } from '../world/stateful.ts';
import type { SimUser } from '../world/types.ts';
import type { CalendarRole } from './calendar-roles.ts';

/** As the sharee has it in the own list. */
export interface SharedCopy {
  readonly id: string;
  readonly name: string;
  readonly color: SimCalendar['color'];
}

export interface Share {
  /** Of the permission; the same person has the same in each calendar. */
  readonly id: string;
  readonly ownerId: string;
  readonly calendarId: string;
  readonly person: SimPerson;
  readonly isInside: boolean;
  readonly role: CalendarRole;
  /** Null for an address that has no mailbox here. */
  readonly userId: string | null;
  /** Null once it was taken from the list; the calendar can still be opened. */
  readonly copy: SharedCopy | null;
}

export interface NewShare {
  readonly owner: SimUser;
  readonly calendarId: string;
  readonly person: SimPerson;
  readonly isInside: boolean;
  readonly role: CalendarRole;
  readonly user: SimUser | undefined;
}

/** Base64 of what Exchange calls a person of the organization, or one whom it publishes a calendar to. */
function permissionId({ address }: SimPerson, isInside: boolean): string {
  const mail = address.toLowerCase();
  const name = isInside
    ? `/o=ExchangeLabs/ou=Exchange Administrative Group/cn=Recipients/cn=${hashHex(`recipient/${mail}`, 32)}`
    : `ExchangePublishedUser.${mail}`;
  return Buffer.from(name, 'utf8').toString('base64');
}

const keyOf = (ofCalendarId: string, id: string): string => `${ofCalendarId}/${id}`;

export class ShareBook implements Stateful {
  readonly #shares = new Map<string, Share>();
  /** Of calendars where it is not what it is by itself. */
  readonly #organization = new Map<string, CalendarRole>();
  #copies = 0;

  /** Replaces what the person had in this calendar; a copy that is there stays. */
  share({ owner, calendarId: id, person, isInside, role, user }: NewShare): Share {
    const permission = permissionId(person, isInside);
    const before = this.#shares.get(keyOf(id, permission));
    const share: Share = {
      id: permission,
      ownerId: owner.id,
      calendarId: id,
      person,
      isInside,
      role,
      userId: user?.id ?? null,
      copy: before?.copy ?? (user === undefined ? null : this.#newCopy(owner, id, user)),
    };
    this.#put(share);
    return share;
  }

  changeRole(share: Share, role: CalendarRole): Share {
    const changed = { ...share, role };
    this.#put(changed);
    return changed;
  }

  /** The sharee's own name and colour for it; null takes it from the list. */
  changeCopy(share: Share, copy: SharedCopy | null): Share {
    const changed = { ...share, copy };
    this.#put(changed);
    return changed;
  }

  unshare({ calendarId: id, id: permission }: Share): void {
    this.#shares.delete(keyOf(id, permission));
  }

  /** In the order of sharing. */
  ofCalendar(ofCalendarId: string): Share[] {
    return [...this.#shares.values()].filter((share) => share.calendarId === ofCalendarId);
  }

  with(userId: string): Share[] {
    return [...this.#shares.values()].filter((share) => share.userId === userId);
  }

  /** The share behind an id of a calendar in the sharee's own list. */
  copy(userId: string, copyId: string): (Share & { readonly copy: SharedCopy }) | undefined {
    for (const share of this.#shares.values()) {
      const { copy } = share;
      if (share.userId === userId && copy?.id === copyId) return { ...share, copy };
    }
    return undefined;
  }

  /** Undefined where nobody said anything about the organization. */
  organizationRole(ofCalendarId: string): CalendarRole | undefined {
    return this.#organization.get(ofCalendarId);
  }

  setOrganizationRole(ofCalendarId: string, role: CalendarRole): void {
    this.#organization.set(ofCalendarId, role);
  }

  /** What was shared of a calendar is shared of it under its new id. */
  renewCalendar(ofCalendarId: string, renewedId: string): void {
    for (const share of this.ofCalendar(ofCalendarId)) {
      this.unshare(share);
      this.#put({ ...share, calendarId: renewedId });
    }
    const role = this.#organization.get(ofCalendarId);
    this.#organization.delete(ofCalendarId);
    if (role !== undefined) this.#organization.set(renewedId, role);
  }

  clear(): void {
    this.#shares.clear();
    this.#organization.clear();
    this.#copies = 0;
  }

  save(): Restore {
    const shares = saveMap(this.#shares);
    const organization = saveMap(this.#organization);
    const copies = this.#copies;
    return () => {
      shares();
      organization();
      this.#copies = copies;
    };
  }

  #put(share: Share): void {
    this.#shares.set(keyOf(share.calendarId, share.id), share);
  }

  /** Shared again, it is another copy. Its name is that of its owner: calendar facts 7.1. */
  #newCopy(owner: SimUser, ofCalendarId: string, user: SimUser): SharedCopy {
    this.#copies += 1;
    const id = calendarId(user, hashHex(`${ofCalendarId}/shared/${user.id}/${this.#copies}`, 12));
    return { id, name: owner.displayName, color: 'auto' };
  }
}
