/**
 * The two passwords of an embedded PostgreSQL: its superuser, used only to set things up, and the role
 * that Calmirror works as. Made once, kept beside the data, readable by us alone.
 */
import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';

import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Value } from 'typebox/value';

import { StartError } from '../start-error.ts';

const Credentials = Type.Object({
  superuserPassword: Type.String({ minLength: 1 }),
  appPassword: Type.String({ minLength: 1 }),
});
export type Credentials = Static<typeof Credentials>;

/** Reads the file, or makes it when there is no data yet. Throws StartError when data has lost its credentials. */
export async function loadCredentials(file: string, hasData: boolean): Promise<Credentials> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text !== undefined) return parse(text, file);
  if (hasData) {
    throw new StartError(
      `${file} is missing, and without it the database beside it cannot be opened: restore it from your backup.`,
    );
  }
  const made: Credentials = { superuserPassword: newPassword(), appPassword: newPassword() };
  await writeFile(`${file}.new`, `${JSON.stringify(made, undefined, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return made;
}

function parse(text: string, file: string): Credentials {
  try {
    return Value.Parse(Credentials, JSON.parse(text));
  } catch {
    throw new StartError(`${file} is damaged: restore it from your backup.`);
  }
}

function newPassword(): string {
  return randomBytes(24).toString('hex');
}
