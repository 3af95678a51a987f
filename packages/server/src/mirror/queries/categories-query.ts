/** The categories of a user's events with how many events carry each. Scoped by owner; an occurrence has its series'. */
import { sql } from 'kysely';

import type { Db } from '../../models/db.ts';

export interface CategoryView {
  readonly name: string;
  readonly count: number;
}

/** By name. */
export async function queryCategories(db: Db, userId: string): Promise<CategoryView[]> {
  const { rows } = await sql<CategoryView>`
    select name, sum(events)::bigint as count
    from (
      select unnest(e.outlook_categories) as name,
        case when e.type = 'seriesMaster' then (
          select count(*) from calendar_event o
          where o.connection_id = e.connection_id and o.series_master_id = e.external_id and o.type = 'occurrence'
        ) else 1 end as events
      from calendar_connection c join calendar_event e on e.connection_id = c.id
      where c.user_id = ${userId} and cardinality(e.outlook_categories) > 0
    ) each
    group by name having sum(events) > 0
    order by lower(name), name`.execute(db);
  return rows;
}
