import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { testDatabase } from '../support/postgres.ts';

const source = readFileSync(new URL('../../src/models/database.ts', import.meta.url), 'utf8');

/** column → may be null, of every table that `Database` names, read from the source text. */
function tablesInTypeScript(): Record<string, Record<string, boolean>> {
  const interfaces = new Map(
    [...source.matchAll(/export interface (\w+) \{\n([\s\S]*?)\n\}/g)].map(([, name = '', body = '']) => [
      name,
      body,
    ]),
  );
  const fields = (body: string): [string, string][] =>
    [...body.matchAll(/^ {2}(\w+): ([^;]+);$/gm)].map(([, name = '', type = '']) => [name, type]);
  return Object.fromEntries(
    fields(interfaces.get('Database') ?? '').map(([table, type]) => [
      table,
      Object.fromEntries(
        fields(interfaces.get(type) ?? '').map(([column, columnType]) => [
          column,
          columnType === 'Json' || / \| null\b/.test(columnType),
        ]),
      ),
    ]),
  );
}

describe('the rows as TypeScript sees them', () => {
  it('have the columns of the database, and null where the database allows it', async () => {
    await using database = await testDatabase();
    const { rows } = await database.pool.query<{ table: string; columns: Record<string, boolean> }>(`
      select c.relname as table, jsonb_object_agg(a.attname, not a.attnotnull) as columns
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      group by c.relname`);
    const inDatabase = new Map(rows.map((row) => [row.table, row.columns]));
    const inTypeScript = tablesInTypeScript();
    expect(Object.keys(inTypeScript).length).toBeGreaterThan(15);
    for (const [table, columns] of Object.entries(inTypeScript)) {
      const actual = inDatabase.get(table) ?? {};
      // A jsonb column is typed as Json whether or not it may be null.
      const comparable = Object.fromEntries(
        Object.entries(actual).map(([name, nullable]) => [name, isJson(table, name) ? true : nullable]),
      );
      expect({ table, columns }).toEqual({ table, columns: comparable });
    }
  });
});

function isJson(table: string, column: string): boolean {
  const name = `${table.replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase())}Table`;
  const body = new RegExp(`export interface ${name} \\{\\n([\\s\\S]*?)\\n\\}`).exec(source)?.[1] ?? '';
  return new RegExp(`^ {2}${column}: Json;$`, 'm').test(body);
}
