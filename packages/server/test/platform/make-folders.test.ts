import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { makeFolders } from '../../src/platform/make-folders.ts';

const root = mkdtempSync(path.join(tmpdir(), 'calmirror-folders-'));
afterAll(() => rmSync(root, { recursive: true }));

describe('making a folder', () => {
  it('makes what is missing above it too, says what it made, and makes nothing twice', () => {
    const [outer, inner] = [path.join(root, 'a'), path.join(root, 'a/b')];
    expect(makeFolders(inner, 0o700)).toEqual([outer, inner]);
    expect(statSync(inner).mode & 0o777).toBe(0o700);
    expect(makeFolders(inner, 0o700)).toEqual([]);
  });

  it('fails with what the file system says', () => {
    const file = path.join(root, 'file');
    writeFileSync(file, '');
    expect(() => makeFolders(file, 0o700)).toThrow(/EEXIST/);
    expect(() => makeFolders(path.join(file, 'below'), 0o700)).toThrow(/EEXIST|ENOTDIR/);
  });

  it.skipIf(process.platform !== 'linux')('ends where the system says that nothing is there', () => {
    expect(() => makeFolders('/proc/x/postgres', 0o700)).toThrow(/ENOENT/);
  });
});
