import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { hashClientState, newClientState } from '../src/notifications/client-state.ts';
import { isGenuine, readNotification } from '../src/notifications/judge-notification.ts';

const item = {
  subscriptionId: 'C6126AA3-0ed8-412f-a988-71e6cee627c4',
  subscriptionExpirationDateTime: '2026-11-25T03:12:18.2257768Z',
  changeType: 'updated',
  resource: "Users('622e')/Events('AAMk')",
  resourceData: { '@odata.type': '#Microsoft.Graph.Event', id: 'AAMk' },
  clientState: 'the-secret',
  tenantId: '84bd8158-6d4d-4958-8b9f-9d6445542f95',
};
const known = {
  clientStateHash: hashClientState('the-secret'),
  subscriptionId: item.subscriptionId.toLowerCase(),
};

describe('an item of a notification', () => {
  it('is genuine by its secret and the id of its subscription, whatever the casing of the id', () => {
    const read = readNotification(item);
    expect(read).toMatchObject({ signal: 'change', expiresAt: new Date('2026-11-25T03:12:18.225Z') });
    expect(read !== undefined && isGenuine(read, known)).toBe(true);
  });

  it('is forged when its secret is unknown, another one, or missing', () => {
    for (const clientState of ['another', '', null, undefined]) {
      const read = readNotification({ ...item, clientState });
      expect(read !== undefined && isGenuine(read, known)).toBe(false);
      expect(read !== undefined && isGenuine(read, undefined)).toBe(false);
    }
  });

  it('is forged when it carries the secret of one subscription and the id of another', () => {
    const read = readNotification({ ...item, subscriptionId: 'another-id' });
    expect(read !== undefined && isGenuine(read, known)).toBe(false);
  });

  it('is genuine before Graph has told us the id of the subscription', () => {
    const read = readNotification(item);
    expect(read !== undefined && isGenuine(read, { ...known, subscriptionId: null })).toBe(true);
  });

  it('needs neither changeType nor resource, which lifecycle events do not have', () => {
    const bare = { subscriptionId: item.subscriptionId, clientState: 'the-secret' };
    expect(readNotification({ ...bare, lifecycleEvent: 'missed' })?.signal).toBe('missed');
    expect(readNotification({ ...bare, lifecycleEvent: 'subscriptionRemoved' })?.signal).toBe(
      'subscriptionRemoved',
    );
    expect(readNotification({ ...bare, lifecycleEvent: 'reauthorizationRequired' })?.signal).toBe(
      'reauthorizationRequired',
    );
    expect(readNotification({ ...bare, lifecycleEvent: 'ReauthorizationRequired' })?.signal).toBe(
      'reauthorizationRequired',
    );
    expect(readNotification({ ...bare, lifecycleEvent: null })?.signal).toBe('change');
  });

  it('with a lifecycle event that we do not know yet asks for a round', () => {
    expect(readNotification({ ...item, lifecycleEvent: 'somethingNew' })?.signal).toBe('missed');
  });

  it('of any shape at all is judged without an error', () => {
    const shapes = fc.oneof(
      fc.anything(),
      fc.record(
        {
          subscriptionId: fc.anything(),
          clientState: fc.anything(),
          lifecycleEvent: fc.anything(),
          subscriptionExpirationDateTime: fc.anything(),
        },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(shapes, (shape) => {
        const read = readNotification(shape);
        expect(read === undefined || !isGenuine(read, known)).toBe(true);
      }),
    );
  });
});

describe('the secret of a subscription', () => {
  it('is never the same twice, fits into the 128 characters of Graph, and is not its hash', () => {
    const [a, b] = [newClientState(), newClientState()];
    expect(a.secret).not.toBe(b.secret);
    expect(a.secret.length).toBe(43);
    expect(a.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(a.hash).toBe(hashClientState(a.secret));
    expect(a.hash).not.toContain(a.secret);
  });
});
