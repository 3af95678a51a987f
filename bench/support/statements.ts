import { openDatabase } from '@calmirror/server/platform/database';

export interface Statements extends AsyncDisposable {
  forget(): Promise<void>;
  /** Since then, but for the frames of transactions and what is asked here. */
  counted(): Promise<{ calls: number; text: string }[]>;
}

/** What pg_stat_statements counts in the database of a URL that names a superuser. */
export async function watchStatements(url: string): Promise<Statements> {
  const database = openDatabase({ url, poolSize: 1, applicationName: 'statements' });
  const client = database.pool;
  await client.query('create extension if not exists pg_stat_statements');
  return {
    forget: async () => void (await client.query('select pg_stat_statements_reset()')),
    counted: async () => {
      const result = await client.query<{ calls: number; text: string }>(
        `select calls::integer, left(regexp_replace(query, '\\s+', ' ', 'g'), 100) as text from pg_stat_statements
         where lower(query) not in ('begin', 'commit') and query not like '%pg_stat_statements%'
         order by text`,
      );
      return result.rows;
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}
