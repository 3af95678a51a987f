/** GET /api/categories */
import { CategoryList, paths } from '@calmirror/api-contract';

import { queryCategories } from '../mirror/queries/categories-query.ts';
import { listFreshness } from '../mirror/queries/freshness-query.ts';
import type { ApiServer } from './api-server.ts';
import type { ApiDeps } from './deps.ts';
import { presentListFreshness } from './present/present-freshness.ts';
import { userIdOf } from './who-asks.ts';

type Deps = Pick<ApiDeps, 'db' | 'clock'>;

export function categoryList(api: ApiServer, deps: Deps): void {
  api.get(
    paths.categories,
    {
      schema: {
        tags: ['events'],
        summary: 'The categories that events carry, for a filter',
        response: { 200: CategoryList },
      },
    },
    (request) => answerCategories(deps, userIdOf(request)),
  );
}

async function answerCategories({ db, clock }: Deps, userId: string): Promise<CategoryList> {
  const { freshness } = await listFreshness(db, clock, { userId });
  return {
    items: await queryCategories(db, userId),
    nextCursor: null,
    freshness: presentListFreshness(freshness),
  };
}
