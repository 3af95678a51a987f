import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const source = path.resolve(import.meta.dirname, '../src');

/** Everything that a file imports at run time, and what that imports. */
function importsOf(file: string, seen = new Set<string>()): Set<string> {
  for (const [, found = ''] of readFileSync(file, 'utf8').matchAll(
    /^(?:import|export) (?!type )[^;]*?from '(\.[^']+)'/gms,
  )) {
    const target = path.resolve(path.dirname(file), found);
    if (seen.has(target)) continue;
    seen.add(target);
    importsOf(target, seen);
  }
  return seen;
}

describe('the oracle of what a mailbox holds', () => {
  it('shares nothing with the handlers of Graph, nor their way of expanding series', () => {
    const shared = [...importsOf(path.join(source, 'world/mailbox-truth.ts'))].map((file) =>
      path.relative(source, file),
    );
    expect(shared).toContain('mailbox/ids.ts');
    expect(shared.filter((file) => file.startsWith('graph/') || file.startsWith('control/'))).toEqual([]);
    expect(shared).not.toContain('mailbox/expand-series.ts');
    expect(shared).not.toContain('mailbox/event-row.ts');
  });
});
