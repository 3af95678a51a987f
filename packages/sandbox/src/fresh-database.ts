/**
 * The sandbox's database begins anew with each start, because the simulated mailboxes do: a mirror of mailboxes
 * that are gone would only show errors. It has a folder of its own; a mirror of the real Microsoft is never here.
 */
import { startEmbeddedPostgres } from '@calmirror/server/platform/embedded-postgres/start-embedded-postgres';
import type { Logger } from '@calmirror/server/platform/logger';
import { Client } from 'pg';

export async function freshDatabase(
  folder: string,
  logger: Logger,
): Promise<{ url: string } & AsyncDisposable> {
  const postgres = await startEmbeddedPostgres({ dataDir: folder, logger });
  const url = new URL(postgres.url);
  const role = url.username;
  const name = url.pathname.slice(1);
  const client = new Client({ connectionString: postgres.superuserUrl });
  await client.connect();
  try {
    await client.query(`drop database if exists ${name} with (force)`);
    await client.query(`create database ${name} owner ${role}`);
  } finally {
    await client.end();
  }
  return { url: postgres.url, [Symbol.asyncDispose]: () => postgres.stop() };
}
