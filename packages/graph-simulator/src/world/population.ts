/**
 * Many people beside the demo people, for trying sizes: `person1@many.example` and so on, each with a
 * mailbox of realistic events that is filled when it is first asked for. The same for the same seed.
 */
import type { Mailbox } from '../mailbox/mailbox.ts';
import { MS_PER_DAY } from '../recurrence/civil-date.ts';
import { addSeededEvents } from './seed-events.ts';
import { guidFrom } from './seeded.ts';
import type { SimTenant, SimUser } from './types.ts';

export interface Population {
  readonly mailboxes: number;
  /** In the default calendar of each. */
  readonly eventsEach: number;
  /** Fixed when left out. */
  readonly seed?: string | undefined;
}

export const POPULATION_TENANT: SimTenant = {
  id: guidFrom('tenant/many.example'),
  kind: 'work',
  domain: 'many.example',
  displayName: 'Many',
  requiresAdminConsent: false,
};

const ZONES = [
  'W. Europe Standard Time',
  'GMT Standard Time',
  'Eastern Standard Time',
  'Pacific Standard Time',
  'Tokyo Standard Time',
  'India Standard Time',
];

export function populationUsers({ mailboxes }: Population): SimUser[] {
  return Array.from({ length: mailboxes }, (_, index) => {
    const address = `person${index + 1}@many.example`;
    return {
      id: guidFrom(`user/${address}`),
      tenantId: POPULATION_TENANT.id,
      userPrincipalName: address,
      mail: address,
      displayName: `Person ${index + 1}`,
      givenName: 'Person',
      surname: String(index + 1),
      timeZone: ZONES[index % ZONES.length] ?? 'UTC',
    };
  });
}

/** `atMs`: simulator clock, ms since the epoch; the events lie around that day. */
export function fillWithEvents(mailbox: Mailbox, { eventsEach, seed = '1' }: Population, atMs: number): void {
  mailbox.quietly(atMs, () =>
    addSeededEvents(mailbox, mailbox.defaultCalendarId, {
      count: eventsEach,
      seed: `${mailbox.user.id}/population/${seed}`,
      today: Math.floor(atMs / MS_PER_DAY),
      shape: 'mixed',
    }),
  );
}
