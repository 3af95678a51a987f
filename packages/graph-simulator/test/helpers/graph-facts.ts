/** Where the collected facts of Graph lie beside the repository, when they do. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const repoRoot = path.resolve(import.meta.dirname, '../../../..');
export const factsRoot = path.resolve(repoRoot, '../shared/graph');

export const hasGraphFacts = existsSync(path.join(factsRoot, 'openapi.json'));
export const SKIPPED = 'skipped: no ../shared/graph';

export function readGraphFact(name: string): unknown {
  const parsed: unknown = JSON.parse(readFileSync(path.join(factsRoot, name), 'utf8'));
  return parsed;
}
