/**
 * Our schemas beside Microsoft's own types. The compiler does the work: what Microsoft says it
 * sends must fit what we read, and no key of ours may be a slip.
 */
import type { Calendar, Event, Subscription, User } from '@microsoft/microsoft-graph-types';
import { describe, expectTypeOf, it } from 'vitest';

import type { GraphCalendar, GraphEvent, GraphSubscription, GraphUser } from '../src/wire/index.ts';

type Identified<T> = T & { id: string };

describe("Microsoft's own types", () => {
  it('fit what we read, so no property is stricter here than there', () => {
    expectTypeOf<Identified<Event>>().toExtend<GraphEvent>();
    expectTypeOf<Identified<Calendar>>().toExtend<GraphCalendar>();
    expectTypeOf<Identified<User>>().toExtend<GraphUser>();
    expectTypeOf<Identified<Subscription> & { expirationDateTime: string }>().toExtend<GraphSubscription>();
  });

  it('know every key that we read, but for those that only real answers have', () => {
    expectTypeOf<Exclude<keyof GraphEvent, keyof Event>>().toEqualTypeOf<'@odata.etag' | 'uid'>();
    expectTypeOf<Exclude<keyof GraphCalendar, keyof Calendar>>().toEqualTypeOf<never>();
    expectTypeOf<Exclude<keyof GraphUser, keyof User>>().toEqualTypeOf<never>();
    expectTypeOf<Exclude<keyof GraphSubscription, keyof Subscription>>().toEqualTypeOf<never>();
  });
});
