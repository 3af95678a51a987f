import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { buildPage } from '../build/build-page.ts';

let place: string;
const BUILDS_MS = 120_000;
beforeAll(async () => {
  place = await mkdtemp(path.join(tmpdir(), 'calmirror-page-'));
});
afterAll(() => rm(place, { recursive: true, force: true }));

it(
  'builds once what two ask for at the same time, and nothing where the page is current',
  async () => {
    const folder = path.join(place, 'page');
    const [first, second] = await Promise.all([buildPage(folder), buildPage(folder)]);
    expect([first.folder, second.folder]).toEqual([folder, folder]);
    expect(await readdir(place)).toEqual(['page']);
    expect(await readFile(path.join(folder, 'index.html'), 'utf8')).toContain('__CSP_NONCE__');
    const assets = await readdir(path.join(folder, 'assets'));
    const script = assets.find((name) => /^index-.*\.js$/.test(name)) ?? '';
    expect(assets).toEqual(expect.arrayContaining([`${script}.br`, `${script}.gz`]));
    expect(gunzipSync(await readFile(path.join(folder, 'assets', `${script}.gz`)))).toEqual(
      await readFile(path.join(folder, 'assets', script)),
    );
    expect(await buildPage(folder)).toEqual({ folder, built: false });
  },
  BUILDS_MS,
);

it(
  'builds for production, whatever runs the build',
  async () => {
    expect(process.env['NODE_ENV']).toBe('test');
    const { folder } = await buildPage(path.join(place, 'page'));
    const assets = await readdir(path.join(folder, 'assets'));
    const scripts = await Promise.all(
      assets
        .filter((name) => name.endsWith('.js'))
        .map((name) => readFile(path.join(folder, 'assets', name), 'utf8')),
    );
    expect(scripts.join('')).not.toMatch(/jsxDEV|react-dom-client\.development/);
  },
  BUILDS_MS,
);

it(
  'builds again when the page is made of something older',
  async () => {
    const folder = path.join(place, 'old');
    await buildPage(folder);
    await writeFile(path.join(folder, 'made-of.txt'), 'other sources');
    expect(await buildPage(folder)).toEqual({ folder, built: true });
  },
  BUILDS_MS,
);
