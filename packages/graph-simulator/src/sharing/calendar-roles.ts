/**
 * What somebody may do in a calendar that was shared with them, by role.
 * Source: Microsoft Graph, calendarPermission; concept page "Share or delegate a calendar in Outlook".
 */
export const CALENDAR_ROLES = [
  'none',
  'freeBusyRead',
  'limitedRead',
  'read',
  'write',
  'delegateWithoutPrivateEventAccess',
  'delegateWithPrivateEventAccess',
] as const;
export type CalendarRole = (typeof CALENDAR_ROLES)[number];

/** `titles` are subjects and places. Of private events these are `times`, unless `seesPrivate`. */
export interface Sight {
  readonly details: 'times' | 'titles' | 'all';
  readonly seesPrivate: boolean;
}

export interface CalendarRights extends Sight {
  readonly writes: boolean;
}

const rights = (
  details: Sight['details'],
  more: Partial<Omit<CalendarRights, 'details'>> = {},
): CalendarRights => ({ seesPrivate: false, writes: false, ...more, details });

const RIGHTS: Readonly<Record<CalendarRole, CalendarRights | undefined>> = {
  none: undefined,
  freeBusyRead: rights('times'),
  limitedRead: rights('titles'),
  read: rights('all'),
  write: rights('all', { writes: true }),
  delegateWithoutPrivateEventAccess: rights('all', { writes: true }),
  delegateWithPrivateEventAccess: rights('all', { writes: true, seesPrivate: true }),
};

/** Undefined for who may not open the calendar at all. */
export function rightsOf(role: CalendarRole): CalendarRights | undefined {
  return RIGHTS[role];
}

const READING = ['freeBusyRead', 'limitedRead', 'read'] as const;
const DELEGATES = ['delegateWithoutPrivateEventAccess', 'delegateWithPrivateEventAccess'] as const;

/** Of one person. Only the primary calendar can be delegated, and nobody outside the organization can write. */
export function allowedRoles(isPrimary: boolean, isInside: boolean): readonly CalendarRole[] {
  if (!isInside) return READING;
  return [...READING, 'write', ...(isPrimary ? DELEGATES : [])];
}

/** The permission of everybody in the organization: base64 of "Default", as Exchange calls them. */
export const ORGANIZATION_PERMISSION = 'RGVmYXVsdA==';

/** Of everybody in the organization together. */
export const ORGANIZATION_ROLES: readonly CalendarRole[] = ['none', ...READING, 'write'];
