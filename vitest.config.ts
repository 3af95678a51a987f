import { defineConfig } from 'vitest/config';

import { LongestFirst } from './tools/longest-first.ts';

// 'import' must not be here: workers would get it as a Node condition, and require() would load ES modules.
const conditions = ['source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'e2e/**/*.test.ts', 'tools/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // Reading our modules anew for each file took 22 of 52 CPU seconds of 44 pure ones. Tests share no state in them.
    isolate: false,
    // Most tests wait for PostgreSQL, a process or a lease: one worker more than two cores keeps them busy.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    globalSetup: ['packages/server/test/support/global-setup.ts'],
  },
});
