/** Items that are not Microsoft's, as somebody would post who knows our address and guesses, or has seen too much. */
import { randomUUID } from 'node:crypto';

import type { Forgery } from './push-script.ts';

export interface Known {
  /** Of the calendar that is attacked. */
  readonly subscriptionId: string | undefined;
  /** Of another calendar: as it came with its notifications. */
  readonly otherSecret: string | undefined;
}

export function forge(forgery: Forgery, known: Known): unknown[] {
  const subscriptionId = known.subscriptionId ?? randomUUID();
  const guess = 'x'.repeat(43);
  const change = {
    subscriptionId,
    subscriptionExpirationDateTime: '2099-01-01T00:00:00.0000000Z',
    changeType: 'updated',
    resource: 'Users/u/Events/e',
    resourceData: { id: 'e' },
    tenantId: randomUUID(),
    clientState: guess,
  };
  const lifecycle = (lifecycleEvent: string) => ({ ...change, lifecycleEvent });
  switch (forgery) {
    case 'unknown-subscription':
      return [{ ...change, subscriptionId: randomUUID() }];
    case 'wrong-secret':
      return [change, { ...change, changeType: 'deleted' }];
    case 'no-secret':
      return [{ ...change, clientState: null }, { ...change, clientState: '' }, { subscriptionId }];
    case 'secret-of-another':
      return [{ ...change, clientState: known.otherSecret ?? guess }];
    case 'lifecycle-removed':
      return [lifecycle('subscriptionRemoved'), lifecycle('SubscriptionRemoved')];
    case 'lifecycle-reauthorize':
      return [lifecycle('reauthorizationRequired'), lifecycle('missed')];
    case 'malformed':
      return [null, 7, 'x', [], {}, { subscriptionId: 7 }, { clientState: known.otherSecret ?? guess }];
  }
}
