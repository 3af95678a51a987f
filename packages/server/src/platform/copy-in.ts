/**
 * COPY … FROM STDIN inside a transaction of Kysely, which knows queries with parameters only: here a COPY is
 * a query whose one parameter is its data. Knows no table.
 * https://www.postgresql.org/docs/current/sql-copy.html
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { CompiledQuery } from 'kysely';
import type {
  PostgresCursor,
  PostgresPool,
  PostgresPoolClient,
  PostgresQueryResult,
  Transaction,
} from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

import { awaitAnswer } from './await-answer.ts';

class CopyData {
  readonly chunks: Iterable<Buffer>;
  constructor(chunks: Iterable<Buffer>) {
    this.chunks = chunks;
  }
}

/**
 * @param statement `copy <table> (<columns>) from stdin`, over a pool of `copyingPool`
 * @param chunks made one after the other, each while PostgreSQL takes the one before
 */
export async function copyIn<DB>(
  tx: Transaction<DB>,
  statement: string,
  chunks: Iterable<Buffer>,
): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(statement, [new CopyData(chunks)]));
}

/**
 * The same pool, for Kysely, which can be copied into.
 * @param withinMs a connection that owes an answer for longer is ended
 */
export function copyingPool(pool: Pool, withinMs: number): PostgresPool {
  // Kysely knows its connections by the client it was given.
  const copying = new WeakMap<PoolClient, PostgresPoolClient>();
  return {
    connect: async () => {
      const client = await pool.connect();
      const known = copying.get(client) ?? copyingClient(client, withinMs);
      copying.set(client, known);
      return known;
    },
    end: () => pool.end(),
    options: pool.options,
  };
}

function copyingClient(client: PoolClient, withinMs: number): PostgresPoolClient {
  const plain: PostgresPoolClient = client;
  function query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  function query<R>(
    what: string | PostgresCursor<R>,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    if (typeof what !== 'string') return plain.query(what);
    const [data] = parameters;
    const answer = data instanceof CopyData ? copy<R>(client, what, data) : plain.query<R>(what, parameters);
    return awaitAnswer(client, withinMs, answer);
  }
  return { query, release: (destroy) => client.release(destroy) };
}

async function copy<R>(
  client: PoolClient,
  statement: string,
  { chunks }: CopyData,
): Promise<PostgresQueryResult<R>> {
  const stream = client.query(copyFrom(statement));
  await pipeline(Readable.from(inTurns(chunks), { highWaterMark: 1 }), stream);
  return { command: 'INSERT', rowCount: stream.rowCount, rows: [] };
}

/** A socket that takes all at once would have them made all at once. */
async function* inTurns(chunks: Iterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  for (const chunk of chunks) {
    yield chunk;
    await nextTurn();
  }
}
