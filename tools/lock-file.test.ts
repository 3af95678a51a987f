import { readFile } from 'node:fs/promises';

import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { expect, it } from 'vitest';

const Dependencies = Type.Optional(Type.Record(Type.String(), Type.String()));
const Lock = Type.Object({
  packages: Type.Record(
    Type.String(),
    Type.Object({
      dependencies: Dependencies,
      devDependencies: Dependencies,
      optionalDependencies: Dependencies,
    }),
  ),
});
type Packages = Type.Static<typeof Lock>['packages'];

/** Where Node looks: beside the package, then in each folder above it. */
function isFound(packages: Packages, from: string, name: string): boolean {
  const parts = from === '' ? [] : from.split('/');
  for (let length = parts.length; length >= 0; length -= 1) {
    const folder = parts.slice(0, length);
    if (folder.at(-1) === 'node_modules') continue;
    if (Object.hasOwn(packages, [...folder, 'node_modules', name].join('/'))) return true;
  }
  return false;
}

function missingIn(packages: Packages): string[] {
  return Object.entries(packages).flatMap(([at, of]) => {
    const isOurs = !at.includes('node_modules');
    const wanted = { ...of.dependencies, ...of.optionalDependencies, ...(isOurs ? of.devDependencies : {}) };
    return Object.keys(wanted)
      .filter((name) => !isFound(packages, at, name))
      .map((name) => `${at} needs ${name}`);
  });
}

// npm sometimes writes a lock without the dependencies of a nested package, and npm ci installs it without a word.
it('package-lock.json has everything that is asked for in it', async () => {
  const text = await readFile(new URL('../package-lock.json', import.meta.url), 'utf8');
  const { packages } = Value.Parse(Lock, JSON.parse(text));
  expect(Object.keys(packages).length).toBeGreaterThan(100);
  expect(missingIn(packages)).toEqual([]);
});
