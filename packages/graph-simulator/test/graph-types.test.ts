/**
 * The simulator's answers beside Microsoft's own types. The compiler does the work, in the
 * type check of the repository: what is written here has to be what Microsoft says it sends.
 */
import type {
  Calendar,
  CalendarPermission,
  ChangeNotification,
  Event,
  FileAttachment,
  OutlookItem,
  Subscription,
  User,
} from '@microsoft/microsoft-graph-types';
import { describe, expectTypeOf, it } from 'vitest';
import type { presentCalendar, presentUser } from '../src/graph/present-calendar.ts';
import type { WireAttachment, WirePermission } from '../src/graph/wire-types.ts';
import type { presentEvent, presentRemoved, presentStub } from '../src/graph/present-event.ts';
import type { changeNotification } from '../src/subscriptions/change-notification.ts';
import type { lifecycleNotification } from '../src/subscriptions/lifecycle-notification.ts';
import type { presentSubscription } from '../src/subscriptions/subscription.ts';

/** JSON knows no `readonly`, and Microsoft's arrays are not. */
type OnWire<T> = T extends readonly (infer Item)[]
  ? OnWire<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: OnWire<T[Key]> }
    : T;

type Answered<Present extends (...input: never[]) => unknown> = OnWire<ReturnType<Present>>;

describe("Microsoft's own types", () => {
  it('accept events, of delta the stubs and tombstones, too', () => {
    expectTypeOf<Answered<typeof presentEvent>>().toExtend<Event>();
    expectTypeOf<Answered<typeof presentStub>>().toExtend<Event>();
    expectTypeOf<Answered<typeof presentRemoved>>().toExtend<OutlookItem>();
  });

  it('accept calendars, people, subscriptions and notifications', () => {
    expectTypeOf<Answered<typeof presentCalendar>>().toExtend<Calendar>();
    expectTypeOf<Answered<typeof presentUser>>().toExtend<User>();
    expectTypeOf<OnWire<WirePermission>>().toExtend<CalendarPermission>();
    expectTypeOf<OnWire<WireAttachment>>().toExtend<FileAttachment>();
    expectTypeOf<Answered<typeof presentSubscription>>().toExtend<Subscription>();
    expectTypeOf<Answered<typeof changeNotification>>().toExtend<ChangeNotification>();
    expectTypeOf<Answered<typeof lifecycleNotification>>().toExtend<ChangeNotification>();
  });

  it('know every key that is answered, but for annotations and what only real answers have', () => {
    expectTypeOf<Exclude<keyof Answered<typeof presentEvent>, keyof Event>>().toEqualTypeOf<
      | '@odata.etag'
      | 'uid'
      | 'occurrenceId'
      | 'IsRoomRequested'
      | 'AutoRoomBookingStatus'
      | 'AutoRoomBookingOptions'
      | 'OccurrenceId'
    >();
    expectTypeOf<Exclude<keyof Answered<typeof presentStub>, keyof Event>>().toEqualTypeOf<
      '@odata.etag' | '@odata.type'
    >();
    expectTypeOf<Exclude<keyof Answered<typeof presentCalendar>, keyof Calendar>>().toEqualTypeOf<never>();
    expectTypeOf<Exclude<keyof Answered<typeof presentUser>, keyof User>>().toEqualTypeOf<never>();
    expectTypeOf<
      Exclude<keyof Answered<typeof presentSubscription>, keyof Subscription>
    >().toEqualTypeOf<'notificationContentType'>();
    expectTypeOf<
      Exclude<keyof Answered<typeof changeNotification>, keyof ChangeNotification>
    >().toEqualTypeOf<never>();
  });

  it('refuse what Graph never says, so that these comparisons can fail', () => {
    expectTypeOf<{ showAs: 'sleeping' }>().not.toExtend<Event>();
    expectTypeOf<{ isAllDay: 'no' }>().not.toExtend<Event>();
    expectTypeOf<{ color: 'purple' }>().not.toExtend<Calendar>();
  });
});
