import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { buildPage } from '../build/build-page.ts';

let place: string;
beforeAll(async () => {
  place = await mkdtemp(path.join(tmpdir(), 'calmirror-page-'));
});
afterAll(() => rm(place, { recursive: true, force: true }));

it('builds once what two ask for at the same time, and nothing where the page is current', async () => {
  const folder = path.join(place, 'page');
  const [first, second] = await Promise.all([buildPage(folder), buildPage(folder)]);
  expect([first.folder, second.folder]).toEqual([folder, folder]);
  expect(await readdir(place)).toEqual(['page']);
  expect(await readFile(path.join(folder, 'index.html'), 'utf8')).toContain('__CSP_NONCE__');
  expect(await buildPage(folder)).toEqual({ folder, built: false });
});

it('builds again when the page is made of something older', async () => {
  const folder = path.join(place, 'old');
  await buildPage(folder);
  await writeFile(path.join(folder, 'made-of.txt'), 'other sources');
  expect(await buildPage(folder)).toEqual({ folder, built: true });
});
