/** Calendars and people as Graph writes them. */
import { changeKeyOf } from '../mailbox/change-key.ts';
import type { SimCalendar } from '../mailbox/types.ts';
import type { CalendarRights } from '../sharing/calendar-roles.ts';
import type { OpenedCopy } from '../sharing/open-calendar.ts';
import type { SimUser } from '../world/types.ts';
import type { WireCalendar, WireUser } from './wire-types.ts';

export function presentCalendar(calendar: SimCalendar): WireCalendar {
  return {
    id: calendar.id,
    name: calendar.name,
    color: calendar.color,
    hexColor: calendar.hexColor,
    isDefaultCalendar: calendar.isDefault,
    changeKey: calendar.changeKey,
    canShare: calendar.canShare,
    canViewPrivateItems: true,
    canEdit: calendar.canEdit,
    allowedOnlineMeetingProviders: calendar.canEdit ? ['teamsForBusiness'] : [],
    defaultOnlineMeetingProvider: calendar.canEdit ? 'teamsForBusiness' : 'unknown',
    isTallyingResponses: calendar.isDefault,
    isRemovable: calendar.isRemovable,
    owner: { name: calendar.ownerName, address: calendar.ownerAddress },
  };
}

const ruled = (calendar: SimCalendar, rights: CalendarRights): SimCalendar => ({
  ...calendar,
  canEdit: calendar.canEdit && rights.writes,
  canShare: false,
  isRemovable: false,
});

/** As whoever opens it in its owner's mailbox sees it. */
export function presentForeign(calendar: SimCalendar, rights: CalendarRights): WireCalendar {
  return { ...presentCalendar(ruled(calendar, rights)), canViewPrivateItems: rights.seesPrivate };
}

export function presentCopy({ copy, calendar, rights }: OpenedCopy, reader: SimUser): WireCalendar {
  return {
    ...presentForeign(calendar, rights),
    ...copy,
    hexColor: '',
    isDefaultCalendar: false,
    changeKey: changeKeyOf(reader, 0x200),
    isRemovable: true,
  };
}

/** The properties that `/me` gives without `$select`. */
export function presentUser(user: SimUser): WireUser {
  return {
    businessPhones: [],
    displayName: user.displayName,
    givenName: user.givenName,
    jobTitle: null,
    mail: user.mail,
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: 'en-US',
    surname: user.surname,
    userPrincipalName: user.userPrincipalName,
    id: user.id,
  };
}
