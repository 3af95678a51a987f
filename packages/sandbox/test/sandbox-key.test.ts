import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { sandboxKey } from '../src/sandbox-key.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'calmirror-key-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the key of the sandbox', () => {
  it('is made once, kept, and readable by its owner alone', () => {
    const key = sandboxKey(path.join(folder, 'data'));
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(sandboxKey(path.join(folder, 'data'))).toBe(key);
    expect(statSync(path.join(folder, 'data/keys/encryption-key')).mode & 0o777).toBe(0o600);
  });

  it('says in a sentence that its folder cannot be used', () => {
    const file = path.join(folder, 'a-file');
    writeFileSync(file, '');
    expect(() => sandboxKey(file)).toThrow(/cannot be used as the data folder .*set CALMIRROR_DATA_DIR/);
  });
});
