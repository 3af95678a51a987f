import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
let copy: string;

/** Lints one line as if it stood in a folder of the server, under the project's own rules. */
async function lint(folder: string, line: string): Promise<string> {
  const file = path.join(copy, 'packages/server/src', folder, 'probe.ts');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${line}\n`);
  const output = await new Promise<string>((resolve) => {
    const oxlint = path.join(root, 'node_modules/.bin/oxlint');
    execFile(oxlint, ['-c', '.oxlintrc.json', file], { cwd: copy }, (_error, stdout) => resolve(stdout));
  });
  await rm(file);
  return output;
}

beforeAll(async () => {
  copy = await mkdtemp(path.join(tmpdir(), 'calmirror-import-order-'));
  await copyFile(path.join(root, '.oxlintrc.json'), path.join(copy, '.oxlintrc.json'));
});
afterAll(() => rm(copy, { recursive: true }));

describe('the import order of the server', () => {
  it.each([
    ['platform', '../sync/run-round.ts'],
    ['platform', '../models/db.ts'],
    ['connections', '../mirror/event-store.ts'],
    ['mirror', '../connections/due.ts'],
    ['sync', '../notifications/receive.ts'],
    ['notifications', '../sync/run-round.ts'],
    ['api', '../jobs/background-jobs.ts'],
    ['sync', '../api/register-api.ts'],
    ['sync', '../app.ts'],
  ])('refuses that %s imports %s', async (folder, target) => {
    expect(await lint(folder, `export { thing } from '${target}';`)).toContain('no-restricted-imports');
  });

  it('refuses a caller of Microsoft Graph outside connections', async () => {
    expect(await lint('sync', "export { GraphClient } from '@calmirror/graph-client';")).toContain(
      'no-restricted-imports',
    );
  });

  it.each([
    ['connections', '../vault/vault.ts'],
    ['sync', '../mirror/event-store.ts'],
    ['api', '../sync/event-sync-service.ts'],
  ])('lets %s import %s', async (folder, target) => {
    expect(await lint(folder, `export { thing } from '${target}';`)).not.toContain('no-restricted-imports');
  });
});
