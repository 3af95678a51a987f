import { describe, expect, it } from 'vitest';

import { clockOffences } from './check-clock.ts';

const file = 'packages/server/src/sync/some-file.ts';

describe('the lint against hidden clocks', () => {
  it.each([
    ['sql`select now()`;', 'now() in SQL'],
    ["sql.raw('where expires_at < NOW()');", 'now() in SQL'],
    ['sql`select current_timestamp`;', 'current_timestamp'],
    ['sql`set lease_until = clock_timestamp()`;', 'clock_timestamp()'],
    ['const today = new Date();', 'new Date()'],
    ['const ms = Date.now();', 'Date.now'],
    ['const instant = Temporal.Now.instant();', 'Temporal.Now'],
  ])('finds %s', (line, found) => {
    expect(clockOffences(file, `first line\n${line}\n`)).toEqual([{ file, line: 2, found }]);
  });

  it('leaves the clock that was passed in alone', () => {
    expect(clockOffences(file, 'const at = clock.now();\nconst then = new Date(clock.now());')).toEqual([]);
  });

  it('finds now() in a migration', () => {
    const migration = 'packages/server/migrations/0009_x.sql';
    expect(clockOffences(migration, 'create table a (\n  at timestamptz default now()\n);')).toEqual([
      { file: migration, line: 2, found: 'now() in SQL' },
    ]);
  });

  it('leaves a function of that name alone', () => {
    expect(clockOffences(file, 'const at = options.now();\nconst then = now();')).toEqual([]);
  });

  it('leaves comments alone', () => {
    expect(clockOffences(file, ' * no now() in SQL\n// Date.now is forbidden\n-- now()')).toEqual([]);
  });

  it('lets the files that own time read it', () => {
    expect(clockOffences('packages/server/src/platform/clock.ts', 'Date.now()')).toEqual([]);
  });
});
