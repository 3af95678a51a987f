import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

import { describe, expect, it } from 'vitest';

import { startFlow } from './support.ts';

/** The one script of the page, as a reader would copy it. */
function scriptOf(page: string): string {
  const script = /```bash\n([\s\S]*?)```/.exec(page)?.[1];
  if (script === undefined) throw new Error('docs/first-mirror.md has no script.');
  return script;
}

describe('docs/first-mirror.md', () => {
  it('works as it is written, and no secret is in the log afterwards', async () => {
    const page = readFileSync(new URL('../../../docs/first-mirror.md', import.meta.url), 'utf8');
    await using flow = await startFlow({ env: { SIGN_UP: 'first' } });
    const { stdout } = await promisify(execFile)('bash', ['-c', scriptOf(page)], {
      env: { PATH: process.env['PATH'], API: flow.server.url, MICROSOFT: flow.simulator.url },
    });
    expect(stdout).toContain('"Lunch with Alex": 1 in the mirror.');
    expect(stdout).toContain('Done.');

    const log = flow.server.output.join('\n');
    expect(log).toContain('"route":"/api/oauth/microsoft/callback"');
    for (const secret of flow.secrets) expect(log).not.toContain(secret);
    expect(log).not.toMatch(/eyJ[A-Za-z0-9_-]{10}|[?&]code=(?!\[)|correct horse/);
  }, 60_000);
});
