import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ForgedFlood, networkOf } from '../src/notifications/forged-flood.ts';
import { RecentSecrets } from '../src/notifications/recent-secrets.ts';

describe('an address', () => {
  it('floods after a thousand forged items, and is forgiven fifty each second', () => {
    const flood = new ForgedFlood();
    flood.add('a', 1_000, 0);
    expect(flood.isFlooding('a', 0)).toBe(false);
    flood.add('a', 100, 0);
    expect(flood.isFlooding('a', 0)).toBe(true);
    expect(flood.isFlooding('b', 0)).toBe(false);
    expect(flood.isFlooding('a', 1_999)).toBe(true);
    expect(flood.isFlooding('a', 2_000)).toBe(false);
  });

  it('is forgiven within 20 seconds, however much it sent', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000), { maxLength: 20 }), (bursts) => {
        const flood = new ForgedFlood();
        for (const forged of bursts) flood.add('a', forged, 0);
        return !flood.isFlooding('a', 20_000);
      }),
    );
  });

  it('is one of at most ten thousand that are remembered', () => {
    const flood = new ForgedFlood();
    for (let n = 0; n <= 10_000; n += 1) flood.add(`10.0.${n >> 8}.${n & 255}`, 2_000, 0);
    expect(flood.isFlooding('10.0.0.0', 0)).toBe(false);
    expect(flood.isFlooding('10.0.0.1', 0)).toBe(true);
  });

  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:DB8:0001:2::9', '2001:db8:1:2'],
    ['2001:db8::9', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
  ])('%s counts as %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe('secrets that were genuine lately', () => {
  it('are kept by their last use', () => {
    const secrets = new RecentSecrets(2);
    for (const hash of ['a', 'b', 'a', 'c']) secrets.add(hash);
    expect(['a', 'b', 'c'].map((hash) => secrets.has(hash))).toEqual([true, false, true]);
    secrets.forget('a');
    expect(secrets.has('a')).toBe(false);
  });
});
