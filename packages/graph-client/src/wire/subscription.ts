import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Compile } from 'typebox/compile';

import { id, maybeString } from './tolerant.ts';

/**
 * `expirationDateTime` is the one granted, seven fraction digits, and may differ from the one
 * asked for. `clientState` comes back null on reads.
 * https://learn.microsoft.com/graph/api/resources/subscription
 */
export const subscriptionSchema = Type.Object({
  id,
  expirationDateTime: Type.String({ minLength: 1 }),
  resource: maybeString,
  changeType: maybeString,
  notificationUrl: maybeString,
  lifecycleNotificationUrl: maybeString,
  clientState: maybeString,
  applicationId: maybeString,
  creatorId: maybeString,
});

export type GraphSubscription = Static<typeof subscriptionSchema>;

export const subscriptionValidator = Compile(subscriptionSchema);
