/** How PostgreSQL runs what a function asks: the plans of all its statements, and what they scan from end to end. */
import { Kysely, PostgresDialect } from 'kysely';
import type { CompiledQuery } from 'kysely';
import type { Pool } from 'pg';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

import type { Database } from '../../src/models/database.ts';
import type { Db } from '../../src/models/db.ts';

const Plan = Type.Cyclic(
  {
    Node: Type.Object({
      'Node Type': Type.String(),
      'Relation Name': Type.Optional(Type.String()),
      'Index Name': Type.Optional(Type.String()),
      'Index Cond': Type.Optional(Type.String()),
      Plans: Type.Optional(Type.Array(Type.Ref('Node'))),
    }),
  },
  'Node',
);
const Explained = Type.Array(Type.Object({ Plan }));

export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** The plans of all statements that `run` sends, in their order. It is run once, too. */
export async function plansOf(pool: Pool, run: (db: Db) => Promise<unknown>): Promise<PlanNode[]> {
  const sent: CompiledQuery[] = [];
  // Not destroyed: that would end the pool, which is the caller's.
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool }),
    log: ({ query }) => {
      sent.push(query);
    },
  });
  await run(db);
  const plans: PlanNode[] = [];
  for (const { sql, parameters } of sent.filter(({ sql: text }) =>
    /^\s*(?:select|with|insert|update|delete)\b/i.test(text),
  )) {
    const { rows } = await pool.query<{ 'QUERY PLAN': unknown }>(`explain (format json) ${sql}`, [
      ...parameters,
    ]);
    for (const { Plan: plan } of Value.Parse(Explained, rows[0]?.['QUERY PLAN'])) plans.push(plan);
  }
  return plans;
}

/** Tables that are read from end to end. */
export function sequentialScans(plans: readonly PlanNode[]): string[] {
  return plans.flatMap((node) => [
    ...(node['Node Type'] === 'Seq Scan' ? [node['Relation Name'] ?? ''] : []),
    ...sequentialScans(node.Plans ?? []),
  ]);
}

/** Every use of an index, with what is looked up in it. */
export function indexScans(plans: readonly PlanNode[]): { index: string; condition: string }[] {
  return plans.flatMap((node) => [
    ...(node['Index Name'] === undefined
      ? []
      : [{ index: node['Index Name'], condition: node['Index Cond'] ?? '' }]),
    ...indexScans(node.Plans ?? []),
  ]);
}
