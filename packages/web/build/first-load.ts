/**
 * What a browser fetches before a page of ours can be used, gzip, from the manifest of the build: the HTML, the entry,
 * the page's own chunk, and everything that they import statically, styles included. What is loaded later
 * (dialogs, the event panel, the grid) does not count, and neither does the polyfill of older browsers.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { Type } from 'typebox';
import { Value } from 'typebox/value';

export interface FirstLoad {
  /** Source of the page, for example `src/pages/agenda/agenda-page.tsx`. */
  readonly page: string;
  readonly gzipBytes: number;
  readonly files: readonly string[];
}

/** The grids bring a calendar library of their own, which nobody else pays for. */
export const isGrid = (page: string): boolean => page.startsWith('src/pages/grid/');

export const FIRST_LOAD_LIMIT_BYTES = 200_000;

const Chunk = Type.Object({
  file: Type.String(),
  isEntry: Type.Optional(Type.Boolean()),
  imports: Type.Optional(Type.Array(Type.String())),
  dynamicImports: Type.Optional(Type.Array(Type.String())),
  css: Type.Optional(Type.Array(Type.String())),
  assets: Type.Optional(Type.Array(Type.String())),
});
const Manifest = Type.Record(Type.String(), Chunk);
type Manifest = Type.Static<typeof Manifest>;

/** Of every page, greatest first. */
export async function firstLoads(folder: string): Promise<FirstLoad[]> {
  const text = await readFile(path.join(folder, '.vite/manifest.json'), 'utf8');
  const manifest = Value.Parse(Manifest, JSON.parse(text));
  const entry = Object.keys(manifest).find((name) => manifest[name]?.isEntry === true);
  if (entry === undefined) throw new Error('The build has no entry.');
  const pages = (manifest[entry]?.dynamicImports ?? []).filter((name) => name.startsWith('src/pages/'));
  const loads = await Promise.all(
    pages.map(async (page): Promise<FirstLoad> => {
      const files = ['index.html', ...new Set([...filesOf(manifest, entry), ...filesOf(manifest, page)])];
      const sizes = await Promise.all(files.map((file) => gzipSize(path.join(folder, file))));
      return { page, files, gzipBytes: sizes.reduce((sum, size) => sum + size, 0) };
    }),
  );
  return loads.toSorted((a, b) => b.gzipBytes - a.gzipBytes);
}

function filesOf(manifest: Manifest, name: string, seen = new Set<string>()): string[] {
  const chunk = manifest[name];
  if (chunk === undefined || seen.has(name)) return [];
  seen.add(name);
  return [
    chunk.file,
    ...(chunk.css ?? []),
    ...(chunk.assets ?? []),
    ...(chunk.imports ?? []).flatMap((imported) => filesOf(manifest, imported, seen)),
  ];
}

async function gzipSize(file: string): Promise<number> {
  return gzipSync(await readFile(file), { level: 9 }).length;
}
