/** The dashboard's order: calendars under their account, the default first; what was disconnected apart. Pure. */
import type { CalendarConnection } from '@calmirror/api-contract';

export interface AccountGroup {
  readonly id: string;
  readonly email: string;
  readonly displayName: string | null;
  readonly calendars: readonly CalendarConnection[];
}

export interface GroupedCalendars {
  readonly accounts: readonly AccountGroup[];
  readonly disconnected: readonly CalendarConnection[];
}

export function groupCalendars(calendars: readonly CalendarConnection[]): GroupedCalendars {
  const kept = calendars.filter((calendar) => !isDisconnected(calendar));
  const byAccount = Map.groupBy(kept, ({ account }) => account.id);
  const accounts = [...byAccount].flatMap(([id, own]) => {
    const account = own[0]?.account;
    if (account === undefined) return [];
    const { email, displayName } = account;
    return [{ id, email, displayName, calendars: own.toSorted(defaultFirst) }];
  });
  return {
    accounts: accounts.toSorted((a, b) => a.email.localeCompare(b.email)),
    disconnected: calendars.filter(isDisconnected),
  };
}

function isDisconnected({ status }: CalendarConnection): boolean {
  return status === 'disconnecting' || status === 'disconnected';
}

function defaultFirst(a: CalendarConnection, b: CalendarConnection): number {
  return Number(b.isDefault) - Number(a.isDefault) || a.name.localeCompare(b.name);
}
