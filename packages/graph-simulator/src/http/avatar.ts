import type { SimUser } from '../world/types.ts';

/** What stands in the circle beside a name: `AV` for Adele Vance. */
export function initials(user: Pick<SimUser, 'givenName' | 'surname'>): string {
  return `${user.givenName.charAt(0)}${user.surname.charAt(0)}`.toUpperCase();
}
