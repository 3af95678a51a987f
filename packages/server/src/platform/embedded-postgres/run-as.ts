/**
 * PostgreSQL refuses to run as root. Started by root, it runs as another user of the machine, and everything it
 * touches must be reachable for that user: also its parent folders, which a home of mode 700 is not.
 */
import { chown, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

import { StartError } from '../start-error.ts';

/** Whom PostgreSQL runs as. */
export interface RunAs {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const candidates = ['calmirror', 'postgres', 'nobody'];

/** undefined: as ourselves. Started by root: the owner of existing data, else a user of the machine. */
export async function chooseUser(existingData: string): Promise<RunAs | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const users = parsePasswd(await readFile('/etc/passwd', 'utf8').catch(() => ''));
  const owner = await stat(existingData).catch(() => undefined);
  if (owner !== undefined && owner.uid !== 0) {
    return (
      users.find((user) => user.uid === owner.uid) ?? {
        name: String(owner.uid),
        uid: owner.uid,
        gid: owner.gid,
      }
    );
  }
  for (const name of candidates) {
    const user = users.find((one) => one.name === name && one.uid !== 0);
    if (user !== undefined) return user;
  }
  throw new StartError(
    'PostgreSQL refuses to run as root and this machine has no user "nobody": start Calmirror as an ordinary user, or set DATABASE_URL.',
  );
}

/** Spawn options of a child that runs as that user. */
export function identity(user: RunAs | undefined): { uid: number; gid: number } | Record<string, never> {
  return user === undefined ? {} : { uid: user.uid, gid: user.gid };
}

/** Whether the user can enter the path: every folder above it, and itself. Ourselves: always. */
export async function canReach(user: RunAs | undefined, target: string): Promise<boolean> {
  if (user === undefined) return true;
  const absolute = path.resolve(target);
  const parent = path.dirname(absolute);
  if (parent !== absolute && !(await canReach(user, parent))) return false;
  const found = await stat(absolute).catch(() => undefined);
  if (found === undefined) return false;
  if (found.uid === user.uid) return (found.mode & 0o100) !== 0;
  if (found.gid === user.gid) return (found.mode & 0o010) !== 0;
  return (found.mode & 0o001) !== 0;
}

export async function giveTo(user: RunAs | undefined, target: string): Promise<void> {
  if (user !== undefined) await chown(target, user.uid, user.gid);
}

function parsePasswd(text: string): RunAs[] {
  return text
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 7)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}
