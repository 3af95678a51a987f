/**
 * Occurrences whose master has not come yet. They are kept raw: Graph sends an unchanged
 * occurrence only once, so a stub that was dropped would never come back.
 */
import { sql } from 'kysely';

import type { Db, Tx } from '../models/db.ts';
import { storableJson } from './storable-json.ts';

export interface PendingStub {
  readonly externalId: string;
  readonly seriesMasterId: string;
  readonly stub: unknown;
}

export async function keepStubs(
  tx: Tx,
  connectionId: string,
  stubs: readonly PendingStub[],
  at: Date,
): Promise<void> {
  if (stubs.length === 0) return;
  await sql`
    insert into pending_stub (connection_id, external_id, series_master_id, stub, created_at)
    select ${connectionId}, r.external_id, r.series_master_id, r.stub, ${at}
    from jsonb_to_recordset(${storableJson(
      stubs.map((stub) => ({
        external_id: stub.externalId,
        series_master_id: stub.seriesMasterId,
        stub: stub.stub,
      })),
    )}::jsonb) as r (external_id text, series_master_id text, stub jsonb)
    on conflict (connection_id, external_id) do update
    set series_master_id = excluded.series_master_id, stub = excluded.stub`.execute(tx);
}

/** The stubs of these series that wait; they go on waiting. */
export async function stubsOf(
  db: Db | Tx,
  connectionId: string,
  seriesMasterIds: readonly string[],
): Promise<PendingStub[]> {
  if (seriesMasterIds.length === 0) return [];
  const result = await sql<PendingStub>`
    select external_id as "externalId", series_master_id as "seriesMasterId", stub from pending_stub
    where connection_id = ${connectionId} and series_master_id = any(${[...seriesMasterIds]}::text[])`.execute(
    db,
  );
  return result.rows;
}

/** Takes the waiting stubs of these series out: they are mapped now. */
export async function takeStubs(
  tx: Tx,
  connectionId: string,
  seriesMasterIds: readonly string[],
): Promise<PendingStub[]> {
  if (seriesMasterIds.length === 0) return [];
  const result = await sql<PendingStub>`
    delete from pending_stub
    where connection_id = ${connectionId} and series_master_id = any(${[...seriesMasterIds]}::text[])
    returning external_id as "externalId", series_master_id as "seriesMasterId", stub`.execute(tx);
  return result.rows;
}

/** A stub that is known full by now, or that Graph removed, waits no longer. */
export async function dropStubs(tx: Tx, connectionId: string, externalIds: readonly string[]): Promise<void> {
  if (externalIds.length === 0) return;
  await sql`delete from pending_stub
    where connection_id = ${connectionId} and external_id = any(${[...externalIds]}::text[])`.execute(tx);
}

/** The masters that stubs still wait for. */
export async function mastersAwaited(db: Db | Tx, connectionId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('pending_stub')
    .select('series_master_id')
    .distinct()
    .where('connection_id', '=', connectionId)
    .execute();
  return rows.map((row) => row.series_master_id);
}

/** The masters that any of these stubs wait for. */
export async function mastersOfStubs(
  db: Db | Tx,
  connectionId: string,
  externalIds: readonly string[],
): Promise<string[]> {
  if (externalIds.length === 0) return [];
  const result = await sql<{ id: string }>`
    select distinct series_master_id as id from pending_stub
    where connection_id = ${connectionId} and external_id = any(${[...externalIds]}::text[])`.execute(db);
  return result.rows.map((row) => row.id);
}
