/**
 * The one thing the superuser is for: a role without powers that owns one database. Done at every start
 * and idempotent, so that a start killed in between is completed by the next.
 */
import { Client } from 'pg';

import type { Credentials } from './credentials.ts';
import { superuserUrl } from './postmaster.ts';

export const APP_ROLE = 'calmirror';

/** Returns the URL Calmirror works with. `mayCreateDatabases` is for tests that clone theirs. */
export async function bootstrap(
  credentials: Credentials,
  port: number,
  options: { mayCreateDatabases: boolean },
): Promise<string> {
  const client = new Client({ connectionString: superuserUrl(credentials, port) });
  await client.connect();
  try {
    const { rows } = await client.query<{ role: boolean; database: boolean }>(
      `select exists (select from pg_roles where rolname = $1) as role,
              exists (select from pg_database where datname = $1) as database`,
      [APP_ROLE],
    );
    // Utility statements take no parameters; both words are our own, the password is hexadecimal.
    const role = `role ${APP_ROLE} login nosuperuser nocreaterole ${options.mayCreateDatabases ? 'createdb' : 'nocreatedb'} password`;
    const verb = rows[0]?.role === true ? 'alter' : 'create';
    await client.query(`${verb} ${role} ${client.escapeLiteral(credentials.appPassword)}`);
    if (rows[0]?.database !== true) await client.query(`create database ${APP_ROLE} owner ${APP_ROLE}`);
  } finally {
    await client.end();
  }
  return `postgres://${APP_ROLE}:${credentials.appPassword}@127.0.0.1:${port}/${APP_ROLE}`;
}
