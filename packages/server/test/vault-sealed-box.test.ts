import * as fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import { dataKeyFrom } from '../src/vault/data-key.ts';
import { openKeyRing } from '../src/vault/key-ring.ts';
import { deriveSecret } from '../src/vault/derive-secret.ts';
import { keyIdOf, openBox, sealBox } from '../src/vault/sealed-box.ts';
import type { Place } from '../src/vault/sealed-box.ts';
import { VaultError } from '../src/vault/vault-error.ts';

const place = fc.record({ table: fc.string(), row: fc.string(), column: fc.string() });

function errorOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}

function codeOf(run: () => unknown): string {
  const error = errorOf(run);
  if (error === undefined) return 'opened';
  if (error instanceof VaultError) return error.code;
  throw new Error('Not an error of the vault', { cause: error });
}

describe('a sealed value', () => {
  it('opens to what was sealed, at its own place', () => {
    fc.assert(
      fc.property(place, fc.string({ unit: 'binary' }), (at, plaintext) => {
        const key = dataKeyFrom(randomBytes(32));
        expect(key.open(at, key.seal(at, plaintext))).toBe(Buffer.from(plaintext, 'utf8').toString('utf8'));
      }),
    );
  });

  it('does not open at any other table, row or column', () => {
    fc.assert(
      fc.property(place, place, (here, there) => {
        fc.pre(here.table !== there.table || here.row !== there.row || here.column !== there.column);
        const key = dataKeyFrom(randomBytes(32));
        expect(codeOf(() => key.open(there, key.seal(here, 'token')))).toBe('tampered');
      }),
    );
  });

  it('does not open when parts of its place were moved over the border between them', () => {
    const key = dataKeyFrom(randomBytes(32));
    const sealed = key.seal({ table: 'account', row: '1', column: 'token' }, 'secret');
    const shifted: Place[] = [
      { table: 'accoun', row: 't1', column: 'token' },
      { table: 'account', row: '1token', column: '' },
      { table: 'account","1', row: '', column: 'token' },
    ];
    for (const there of shifted) expect(codeOf(() => key.open(there, sealed))).toBe('tampered');
  });

  it('does not open when any one of its characters is another', () => {
    const key = dataKeyFrom(randomBytes(32));
    const at: Place = { table: 't', row: 'r', column: 'c' };
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ '.split('');
    fc.assert(
      fc.property(
        fc.string({ maxLength: 9 }),
        fc.nat(),
        fc.constantFrom(...alphabet),
        (plaintext, at_, other) => {
          const sealed = key.seal(at, plaintext);
          const index = at_ % sealed.length;
          fc.pre(sealed[index] !== other);
          const changed = sealed.slice(0, index) + other + sealed.slice(index + 1);
          expect(codeOf(() => key.open(at, changed))).not.toBe('opened');
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('does not open cut short or with something behind it', () => {
    const key = dataKeyFrom(randomBytes(32));
    const at: Place = { table: 't', row: 'r', column: 'c' };
    const sealed = key.seal(at, 'a refresh token');
    for (let length = 0; length < sealed.length; length += 1) {
      expect(codeOf(() => key.open(at, sealed.slice(0, length)))).not.toBe('opened');
    }
    for (const tail of ['A', '=', '.', '\n', 'AAAA'])
      expect(codeOf(() => key.open(at, sealed + tail))).not.toBe('opened');
  });

  it('never looks the same twice', () => {
    const key = dataKeyFrom(randomBytes(32));
    const at: Place = { table: 't', row: 'r', column: 'c' };
    expect(key.seal(at, 'same')).not.toBe(key.seal(at, 'same'));
  });

  it('does not open with the key of another account', () => {
    const at: Place = { table: 't', row: 'r', column: 'c' };
    const sealed = dataKeyFrom(randomBytes(32)).seal(at, 'token');
    expect(codeOf(() => dataKeyFrom(randomBytes(32)).open(at, sealed))).toBe('missing_key');
  });

  it('shows nothing of its plaintext in an error', () => {
    const key = dataKeyFrom(randomBytes(32));
    const sealed = key.seal({ table: 't', row: 'r', column: 'c' }, 'top-secret-value');
    const error = errorOf(() => key.open({ table: 't', row: 'x', column: 'c' }, sealed));
    expect(error).toMatchObject({ code: 'tampered' });
    expect(String(error)).not.toContain('top-secret-value');
    expect(String(error)).not.toContain(sealed);
  });
});

describe('the key ring', () => {
  const long = 'a1'.repeat(32);
  const short = 'B2'.repeat(16);

  it('takes keys of 32 and of 64 hexadecimal characters, whatever their case', () => {
    const ring = openKeyRing([short, long]);
    expect(ring.ids).toHaveLength(2);
    expect(ring.newest.id).toBe(openKeyRing([short.toLowerCase()]).newest.id);
  });

  it('refuses no key and keys of another shape, without repeating them', () => {
    for (const bad of ['xyz', 'a'.repeat(63), 'g'.repeat(64)]) {
      const error = errorOf(() => openKeyRing([bad]));
      expect(error).toMatchObject({ code: 'bad_key' });
      expect(String(error)).not.toContain(bad);
    }
    expect(codeOf(() => openKeyRing(['']))).toBe('bad_key');
    expect(codeOf(() => openKeyRing([]))).toBe('bad_key');
  });

  it('names the key that wrapped a value, and says which one is missing', () => {
    const old = openKeyRing([long]);
    const wrapped = sealBox(old.newest, { table: 't', row: 'r', column: 'c' }, Buffer.from('k'));
    expect(keyIdOf(wrapped)).toBe(old.newest.id);
    expect(() => openKeyRing([short]).get(keyIdOf(wrapped))).toThrow(old.newest.id);
    const both = openKeyRing([short, long]);
    expect(
      openBox(both.get(keyIdOf(wrapped)), { table: 't', row: 'r', column: 'c' }, wrapped).toString(),
    ).toBe('k');
  });

  it('derives secrets that differ by purpose and by key', () => {
    const secrets = [
      deriveSecret(long, 'sign-in'),
      deriveSecret(long, 'other'),
      deriveSecret(short, 'sign-in'),
    ];
    expect(new Set(secrets).size).toBe(3);
    expect(deriveSecret(long, 'sign-in')).toBe(secrets[0]);
  });
});
