/** Keeps SECURITY.md true where a program can: the files it names as protection exist, and so do its variables and links. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { variableNames } from '../packages/server/src/config/describe-variable.ts';

const root = path.resolve(import.meta.dirname, '..');
const page = readFileSync(path.join(root, 'SECURITY.md'), 'utf8');

const isThere = (file: string): boolean => existsSync(path.join(root, file));

describe('SECURITY.md', () => {
  it('names files that exist', () => {
    const files = [...page.matchAll(/`([\w.-]+\/[\w./-]+|[\w-]+\.json)`/g)].map(([, file = '']) => file);
    expect(files.length).toBeGreaterThan(40);
    // Media types have a slash, too, and no dot.
    expect(files.filter((file) => file.includes('.') && !isThere(file))).toEqual([]);
  });

  it('names only variables that exist', () => {
    const known: ReadonlySet<string> = new Set(variableNames);
    const named = new Set(page.match(/\b[A-Z]{2,}(?:_[A-Z]+)+\b/g));
    expect(named.size).toBeGreaterThan(5);
    expect([...named].filter((name) => !known.has(name))).toEqual([]);
  });

  it('leads to files that exist', () => {
    const links = [...page.matchAll(/\]\(([^)#]+)/g)].map(([, target = '']) => target);
    expect(links.filter((target) => !isThere(target))).toEqual([]);
  });

  it('says for every attacker what remains', () => {
    const attackers = /^## Who attacks[^]*?(?=^## )/m.exec(page)?.[0].split(/^### /m).slice(1) ?? [];
    expect(attackers.length).toBeGreaterThan(8);
    const silent = attackers.filter(
      (section) => !/remains|Everything is lost|does not protect/i.test(section),
    );
    expect(silent.map((section) => section.split('\n', 1)[0])).toEqual([]);
  });
});
