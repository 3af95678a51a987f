/** Whose calendars are mirrored in rooms, and how they are connected when a script begins. */
import type { Simulator } from '@calmirror/graph-simulator';
import type { Kysely } from 'kysely';

import type { Database } from '../../../src/models/database.ts';
import type { EngineParts } from '../engine-parts.ts';
import { signInAt } from '../sign-in.ts';
import type { MirroredCalendar } from './verdict.ts';

export type Accounts = Awaited<ReturnType<Simulator['control']['accounts']>>['accounts'];

export const STARTS_AT = Date.parse('2026-03-20T09:00:00Z');
export const PEOPLE = ['person1@many.example', 'person2@many.example'];
export const OWN_CALENDARS = [
  { user: PEOPLE[0] ?? '', name: 'Calendar' },
  { user: PEOPLE[0] ?? '', name: 'Projects' },
  { user: PEOPLE[1] ?? '', name: 'Calendar' },
];

export async function connectOwnCalendars(
  simulator: Simulator,
  parts: Pick<EngineParts, 'connect'>,
  of: { readonly accounts: Accounts; readonly userId: string },
): Promise<MirroredCalendar[]> {
  const connected: MirroredCalendar[] = [];
  for (const { user, name } of OWN_CALENDARS) {
    const account = of.accounts.find((each) => each.userPrincipalName === user);
    if (account === undefined) throw new Error(`There is no ${user}.`);
    const calendarId =
      account.calendars.find((each) => each.name === name)?.id ?? (await makeCalendar(simulator, user, name));
    const { connectionId } = await parts.connect({
      calendarId,
      name,
      ownerAddress: user,
      accessToken: await signInAt(simulator, user),
      identity: { tenantId: account.tenantId, objectId: account.id },
      userId: of.userId,
    });
    connected.push({ user, name, connectionId });
  }
  return connected;
}

async function makeCalendar(simulator: Simulator, user: string, name: string): Promise<string> {
  const { accessToken } = await simulator.control.token({ user });
  const response = await fetch(`${simulator.url}/v1.0/me/calendars`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${accessToken}`,
      'content-type': 'application/json',
      prefer: 'IdType="ImmutableId"',
    },
    body: JSON.stringify({ name }),
  });
  const made: unknown = await response.json();
  if (typeof made !== 'object' || made === null || !('id' in made)) throw new Error('No calendar was made.');
  return String(made.id);
}

export async function emptyTables(db: Kysely<Database>): Promise<void> {
  // Deleted, not truncated: few rows go faster this way. People first, they take most with them.
  for (const table of ['app_user', 'mailbox', 'audit_log', 'calendar_change', 'sync_run'] as const)
    await db.deleteFrom(table).execute();
}

/** Those whose access Microsoft took back sign in again. Answers how many. */
export async function signInAgain(
  db: Kysely<Database>,
  simulator: Simulator,
  parts: Pick<EngineParts, 'reconnect'>,
  of: { readonly accounts: Accounts; readonly userId: string },
): Promise<number> {
  const lost = await db
    .selectFrom('microsoft_account as a')
    .innerJoin('mailbox as m', 'm.id', 'a.mailbox_id')
    .select(['m.tenant_id as tenantId', 'm.object_id as objectId'])
    .where('a.status', '=', 'reauth_required')
    .execute();
  for (const identity of lost) {
    const person = of.accounts.find(({ id }) => id === identity.objectId);
    if (person === undefined) throw new Error('Nobody owns this mailbox.');
    await parts.reconnect(of.userId, identity, await signInAt(simulator, person.userPrincipalName));
  }
  return lost.length;
}
