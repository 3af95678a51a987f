/** The calendars of every demo person: their own, some that nobody can write to. */
import { calendarId } from '../mailbox/ids.ts';
import { changeKeyOf } from '../mailbox/change-key.ts';
import type { SimCalendar } from '../mailbox/types.ts';
import { hashHex } from './seeded.ts';
import type { SimUser } from './types.ts';

const CALENDARS = [
  { name: 'Calendar', color: 'auto', hexColor: '', isDefault: true, canEdit: true },
  { name: 'Work projects', color: 'lightBlue', hexColor: '#0078d4', isDefault: false, canEdit: true },
  { name: 'Family', color: 'lightGreen', hexColor: '#498205', isDefault: false, canEdit: true },
  { name: 'Birthdays', color: 'lightPink', hexColor: '#e3008c', isDefault: false, canEdit: false },
  { name: 'Holidays', color: 'lightYellow', hexColor: '', isDefault: false, canEdit: false },
] as const;

export type DemoCalendarName = (typeof CALENDARS)[number]['name'];

export function demoCalendars(user: SimUser): SimCalendar[] {
  return CALENDARS.map(({ name, color, hexColor, isDefault, canEdit }, index) => ({
    id: calendarId(user, hashHex(`${user.id}/calendar/${name}`, 12)),
    name,
    color,
    hexColor,
    isDefault,
    canEdit,
    canShare: canEdit,
    isRemovable: !isDefault && canEdit,
    ownerName: user.displayName,
    ownerAddress: user.mail,
    changeKey: changeKeyOf(user, 0x100 + index),
  }));
}
