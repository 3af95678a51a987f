import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { describe, expect, it } from 'vitest';

import { startFlow } from './support/flow.ts';

const page = path.resolve(import.meta.dirname, '../docs/first-mirror.md');

describe('docs/first-mirror.md', () => {
  it('holds a script that does what it says, copied from there and run', { timeout: 90_000 }, async () => {
    await using flow = await startFlow({ env: { SIGN_UP: 'first' } });
    const script = /```bash\n([\s\S]*?)```/.exec(await readFile(page, 'utf8'))?.[1];
    expect(script).toBeDefined();
    const { stdout } = await promisify(execFile)('bash', ['-c', script ?? ''], {
      env: { PATH: process.env['PATH'], API: flow.server.url, MICROSOFT: flow.simulator.url },
    });
    expect(stdout).toContain('Signed up as olga@example.com');
    expect(stdout.match(/^Connected .* of adele@contoso.example$/gm)).toHaveLength(2);
    expect(stdout).toContain('The calendars are active.');
    expect(stdout).toContain('"Dinner with Miriam": 1 in the mirror.');
    expect(stdout).toContain('"Dinner with Miriam": 0 in the mirror.');
    expect(stdout).toMatch(
      /event\.created {2}\(notification\)[\s\S]*event\.updated {2}\(notification\)[\s\S]*event\.deleted {2}\(notification\)/,
    );
    expect(stdout.trim().endsWith('Done.')).toBe(true);
  });
});
