/** What a person can set about the own mailbox. Source: Microsoft Graph, resource type mailboxSettings. */
import type { SimUser } from '../world/types.ts';

interface ScheduledTime {
  readonly dateTime: string;
  readonly timeZone: string;
}

export interface MailboxSettings {
  /** Windows or IANA name, as it was set. */
  readonly timeZone: string;
  readonly delegateMeetingMessageDeliveryOptions: string;
  readonly dateFormat: string;
  readonly timeFormat: string;
  readonly automaticRepliesSetting: {
    readonly status: string;
    readonly externalAudience: string;
    readonly internalReplyMessage: string;
    readonly externalReplyMessage: string;
    readonly scheduledStartDateTime: ScheduledTime;
    readonly scheduledEndDateTime: ScheduledTime;
  };
  readonly language: { readonly locale: string; readonly displayName: string };
  readonly workingHours: {
    readonly daysOfWeek: readonly string[];
    readonly startTime: string;
    readonly endTime: string;
    readonly timeZone: { readonly name: string };
  };
}

/** Of a mailbox that nobody has set anything in. */
export function firstSettings({ timeZone }: SimUser): MailboxSettings {
  const day = { dateTime: '2019-12-24T05:00:00.0000000', timeZone: 'UTC' };
  return {
    timeZone,
    delegateMeetingMessageDeliveryOptions: 'sendToDelegateOnly',
    dateFormat: 'M/d/yyyy',
    timeFormat: 'h:mm tt',
    automaticRepliesSetting: {
      status: 'disabled',
      externalAudience: 'all',
      internalReplyMessage: '',
      externalReplyMessage: '',
      scheduledStartDateTime: day,
      scheduledEndDateTime: { ...day, dateTime: '2019-12-25T05:00:00.0000000' },
    },
    language: { locale: 'en-US', displayName: 'English (United States)' },
    workingHours: {
      daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
      startTime: '08:00:00.0000000',
      endTime: '17:00:00.0000000',
      timeZone: { name: timeZone },
    },
  };
}
