/** GET /health/ready: requests can be served now. */
import { paths, Ready } from '@calmirror/api-contract';
import { sql } from 'kysely';

import { ProblemError } from '../../platform/problem.ts';
import type { ApiServer } from '../api-server.ts';
import type { ApiDeps } from '../deps.ts';

const PATIENCE_MS = 3_000;

export function healthReady(api: ApiServer, { db, readiness }: Pick<ApiDeps, 'db' | 'readiness'>): void {
  const checks: Record<string, () => Promise<void>> = {
    database: async () => {
      await sql`select 1`.execute(db);
    },
    ...readiness,
  };
  api.get(
    paths.ready,
    {
      config: { access: 'public', rateLimit: false },
      schema: { tags: ['operation'], summary: 'Requests can be served', response: { 200: Ready } },
    },
    async () => {
      const outcomes = await Promise.all(
        Object.entries(checks).map(async ([name, check]) => ({ name, ok: await passes(check) })),
      );
      const failed = outcomes.filter(({ ok }) => !ok).map(({ name }) => name);
      if (failed.length > 0) {
        throw new ProblemError('service_unavailable', `Not ready: ${failed.join(', ')}.`, {
          headers: { 'retry-after': '5' },
        });
      }
      return {
        status: 'ok' as const,
        checks: Object.fromEntries(outcomes.map(({ name }) => [name, 'ok' as const])),
      };
    },
  );
}

async function passes(check: () => Promise<void>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), PATIENCE_MS);
  try {
    return await Promise.race([
      check().then(
        () => true,
        () => false,
      ),
      late,
    ]);
  } finally {
    clearTimeout(timer);
  }
}
