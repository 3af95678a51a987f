/**
 * Every example body of Microsoft that our schemas concern, and what we read in it. A new file in
 * that folder fails the last test until somebody says here what it is.
 */
import { Type } from 'typebox';
import { Parse } from 'typebox/value';
import { describe, expect, it } from 'vitest';

import { convertRecurrenceToRRule } from '../src/convert/index.ts';
import { errorFromAnswer } from '../src/http/error-from-answer.ts';
import type { CallKind } from '../src/http/error-from-answer.ts';
import { calendarValidator } from '../src/wire/calendar.ts';
import { pageValidator } from '../src/wire/page.ts';
import { parseAs } from '../src/wire/parse-as.ts';
import { subscriptionValidator } from '../src/wire/subscription.ts';
import { lifecycleEventOf, parseEvent, parseNotifications, readDeltaItems } from '../src/wire/index.ts';
import { expandDates } from './support/expand-rule.ts';
import { payload, payloadNames, payloadsAreHere, skipSentence } from './support/shared-payloads.ts';

const seriesSchema = Type.Object({ master: Type.Unknown(), instances: Type.Array(Type.Unknown()) });
const here = payloadsAreHere ? 'present' : skipSentence;

/** File → how many items, and the fields read of the first. */
const deltaPages: [
  file: string,
  events: number,
  removed: number,
  link: 'deltaLink' | 'nextLink' | 'none',
  fields: object,
][] = [
  [
    'delta-calendar-by-id-page-full-properties-beta',
    2,
    0,
    'nextLink',
    {
      subject: 'Summer party',
      changeKey: 'Jdsb3FEkPk2qoUHCdliYowACwixTgw==',
      type: 'singleInstance',
      isAllDay: false,
      seriesMasterId: null,
      onlineMeeting: null,
      organizer: { emailAddress: { address: 'samanthab@contoso.onmicrosoft.com' } },
      attendees: [{ type: 'required', status: { response: 'none', time: '0001-01-01T00:00:00Z' } }],
    },
  ],
  ['delta-empty-page-with-nextlink', 0, 0, 'nextLink', {}],
  ['delta-empty-round-deltalink-only', 0, 0, 'deltaLink', {}],
  ['delta-events-no-window-page-beta', 1, 0, 'nextLink', { type: 'singleInstance' }],
  [
    'delta-initial-last-page-deltalink',
    1,
    0,
    'deltaLink',
    { subject: 'Rest!', location: { displayName: 'Home' } },
  ],
  [
    'delta-initial-page1-nextlink',
    2,
    0,
    'nextLink',
    {
      id: 'AAMkADNVxRAAA=',
      subject: 'Plan shopping list',
      start: { dateTime: '2016-12-09T20:30:00.0000000', timeZone: 'UTC' },
    },
  ],
  ['delta-initial-page2-nextlink', 2, 0, 'nextLink', { subject: 'Get food' }],
  [
    'delta-next-round-removed-and-added',
    1,
    1,
    'deltaLink',
    {
      subject: 'Attend service',
      location: { address: { city: 'Seattle' }, coordinates: { latitude: 47.6105 } },
    },
  ],
  ['delta-removed-tombstone-only', 0, 1, 'none', {}],
  [
    'calendarview-page-default-10-nextlink-skip-cancelled',
    1,
    0,
    'nextLink',
    {
      isCancelled: true,
      isOrganizer: false,
      responseStatus: { response: 'accepted', time: '2020-01-13T15:20:46.4489173Z' },
    },
  ],
  ['events-list-prefer-timezone-pacific', 1, 0, 'none', { start: { timeZone: 'Pacific Standard Time' } }],
  [
    'event-single-teams-full-properties',
    1,
    0,
    'none',
    {
      type: 'singleInstance',
      onlineMeetingProvider: 'teamsForBusiness',
      sensitivity: 'normal',
      showAs: 'busy',
      importance: 'normal',
      hasAttachments: false,
    },
  ],
  ['event-instances-exception-and-occurrences', 4, 0, 'none', { type: 'exception' }],
  [
    'event-all-day-series-occurrence-and-exception',
    2,
    0,
    'none',
    {
      isAllDay: true,
      originalStart: '2018-06-05T07:00:00Z',
      type: 'occurrence',
      start: { dateTime: '2018-06-05T00:00:00.0000000' },
    },
  ],
  [
    'group-calendarview-page-text-body',
    2,
    0,
    'nextLink',
    { body: { contentType: 'text' }, onlineMeetingUrl: null },
  ],
];

const events: [file: string, fields: object][] = [
  [
    'calendar/delta-occurrence-stub-2017',
    {
      type: 'occurrence',
      '@odata.etag': 'W/"DwAAABYAAACpTc/InBsuTYwTUBb+VIb4AAB0+Esn"',
      end: { dateTime: '2017-09-19T06:00:00.0000000', timeZone: 'UTC' },
    },
  ],
  ['calendar/delta-occurrence-stub-2023', { id: 'id', seriesMasterId: 'seriesMasterId', type: 'occurrence' }],
  [
    'calendar/event-get-select-group-organizer',
    { hideAttendees: false, organizer: { emailAddress: { name: 'Engineering' } } },
  ],
  ['calendar/event-get-with-locations', { locations: [{ displayName: 'Conf Room Rainier', uniqueId: '' }] }],
  [
    'calendar/event-select-online-meeting-only',
    { isOnlineMeeting: true, onlineMeeting: { conferenceId: '291633251', tollNumber: '+1 323-555-0166' } },
  ],
  [
    'calendar/event-series-master-cancelled-and-exception-occurrences',
    {
      cancelledOccurrences: [
        'OID.AAMkADAGAADDdm4NAAA=.2020-04-30',
        'OID.AAMkADAGAADDdm4NAAA=.2020-05-07',
        'OID.AAMkADAGAADDdm4NAAA=.2020-05-14',
      ],
    },
  ],
  [
    'calendar/event-series-master-weekly-enddate',
    {
      type: 'seriesMaster',
      recurrence: {
        pattern: { type: 'weekly', daysOfWeek: ['monday'] },
        range: { type: 'endDate', endDate: '2017-12-31' },
      },
    },
  ],
  [
    'calendar/event-teams-conference-room-location',
    { location: { locationType: 'conferenceRoom', uniqueIdType: 'directory' } },
  ],
  [
    'calendar/event-teams-dialin-body-2019',
    { start: { timeZone: 'Pacific Standard Time' }, onlineMeeting: { conferenceId: '291633251' } },
  ],
  [
    'calendar/event-teams-live-consumer-meeting-code-body',
    {
      uid: '040000008200E00074C5B7101A82E0080000000002EFA766CEB0DA01000000000000000010000000580022419E2E7E49A4BDF4C478C0C23E',
      originalStartTimeZone: 'India Standard Time',
    },
  ],
  [
    'calendar/event-teams-short-url-body-2026',
    {
      lastModifiedDateTime: '2026-09-15T03:38:04.164936Z',
      reminderMinutesBeforeStart: 15,
    },
  ],
  ['subscriptions/event-get-response-200', { subject: 'New Product Regulations Touchpoint' }],
];

/** The first dates that Outlook means. */
const recurrences: [file: string, rrule: string, dates: string[]][] = [
  [
    'recurrence-absolute-monthly-enddate',
    'FREQ=MONTHLY;BYMONTHDAY=22;UNTIL=20230922',
    ['2022-09-22', '2022-10-22'],
  ],
  [
    'recurrence-absolute-monthly-every-2-months',
    'FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=19;UNTIL=20230201',
    ['2022-09-19', '2022-11-19', '2023-01-19'],
  ],
  ['recurrence-absolute-yearly-noend', 'FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=19', ['2022-09-19', '2023-09-19']],
  ['recurrence-customized-time-zone-noend', 'FREQ=WEEKLY;BYDAY=MO;WKST=SU', ['2018-06-25', '2018-07-02']],
  ['recurrence-daily-enddate', 'FREQ=DAILY;UNTIL=20221222', ['2022-09-22', '2022-09-23']],
  [
    'recurrence-daily-every-2-days-enddate',
    'FREQ=DAILY;INTERVAL=2;UNTIL=20221222',
    ['2022-09-22', '2022-09-24'],
  ],
  ['recurrence-daily-numbered', 'FREQ=DAILY;COUNT=3', ['2022-09-19', '2022-09-20', '2022-09-21']],
  ['recurrence-daily-numbered-enddate-year-zero', 'FREQ=DAILY;COUNT=10', ['2022-09-22']],
  [
    'recurrence-relative-monthly-first-of-all-seven-days-numbered',
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=1;COUNT=48',
    ['2019-05-01', '2019-06-01', '2019-07-01'],
  ],
  [
    'recurrence-relative-monthly-fourth-thursday',
    'FREQ=MONTHLY;BYDAY=4TH;UNTIL=20230922',
    ['2022-09-22', '2022-10-27'],
  ],
  [
    'recurrence-relative-monthly-last-thursday',
    'FREQ=MONTHLY;BYDAY=-1TH;UNTIL=20230922',
    ['2022-09-29', '2022-10-27'],
  ],
  [
    'recurrence-relative-yearly-last-thursday-of-september',
    'FREQ=YEARLY;BYMONTH=9;BYDAY=-1TH;UNTIL=20230922',
    ['2022-09-29'],
  ],
  [
    'recurrence-weekly-every-2-weeks-timezone-utc',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,TH;WKST=SU;UNTIL=20221010',
    ['2022-09-19', '2022-09-20', '2022-09-22', '2022-10-03', '2022-10-04', '2022-10-06'],
  ],
  [
    'recurrence-weekly-every-3-weeks-two-days',
    'FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,SU;WKST=SU;UNTIL=20230316',
    ['2022-10-09', '2022-10-11', '2022-10-30', '2022-11-01'],
  ],
  [
    'recurrence-weekly-three-days-enddate',
    'FREQ=WEEKLY;BYDAY=MO,WE,FR;WKST=SU;UNTIL=20230316',
    ['2022-09-23', '2022-09-26', '2022-09-28'],
  ],
];

const errors: [file: string, status: number, kind: CallKind, code: string, graphCode: string][] = [
  ['calendar/error-400-calendarview-range-over-1825-days', 400, 'read', 'bad_request', 'ErrorInvalidRequest'],
  ['calendar/error-400-delta-missing-window', 400, 'delta', 'bad_request', 'ErrorInvalidParameter'],
  [
    'calendar/error-400-invalid-attachment-id-delta-expand',
    400,
    'delta',
    'bad_request',
    'ErrorInvalidAttachmentId',
  ],
  ['calendar/error-400-invalid-delta-token', 400, 'delta', 'delta_token_lost', 'InvalidDeltaToken'],
  ['calendar/error-404-item-not-found-other-mailbox', 404, 'read', 'not_found', 'ErrorItemNotFound'],
  ['calendar/error-410-resyncrequired-drive', 410, 'delta', 'delta_token_lost', 'resyncRequired'],
  ['calendar/error-410-syncstatenotfound', 410, 'delta', 'delta_token_lost', 'SyncStateNotFound'],
  ['calendar/error-syncstatenotfound-2018', 404, 'delta', 'delta_token_lost', 'SyncStateNotFound'],
  ['calendar/error-501-notimplemented', 501, 'read', 'not_implemented', 'NotImplemented'],
  ['calendar/error-504-unknownerror-delta', 504, 'delta', 'service_unavailable', 'UnknownError'],
  ['calendar/error-generic-shape', 416, 'read', 'bad_request', 'invalidRange'],
  ['subscriptions/error-shape-reference', 416, 'read', 'bad_request', 'invalidRange'],
  ['subscriptions/error-400-ErrorInvalidIdMalformed', 400, 'read', 'invalid_id', 'ErrorInvalidIdMalformed'],
  [
    'subscriptions/error-400-subscription-ValidationError',
    400,
    'subscription',
    'endpoint_validation_failed',
    'ValidationError',
  ],
  [
    'subscriptions/error-400-subscription-validation-timeout',
    400,
    'subscription',
    'endpoint_validation_failed',
    'InvalidRequest',
  ],
  [
    'subscriptions/error-401-InvalidAuthenticationToken',
    401,
    'read',
    'unauthorized',
    'InvalidAuthenticationToken',
  ],
  [
    'subscriptions/error-403-ErrorAccessDenied-app-access-policy',
    403,
    'read',
    'forbidden',
    'ErrorAccessDenied',
  ],
  ['subscriptions/error-404-ErrorItemNotFound', 404, 'read', 'not_found', 'ErrorItemNotFound'],
  [
    'subscriptions/error-404-MailboxNotEnabledForRESTAPI',
    404,
    'read',
    'mailbox_unsupported',
    'MailboxNotEnabledForRESTAPI',
  ],
  ['subscriptions/error-404-ResourceNotFound', 404, 'read', 'mailbox_not_found', 'ResourceNotFound'],
  ['subscriptions/error-410-SyncStateNotFound', 410, 'delta', 'delta_token_lost', 'SyncStateNotFound'],
  [
    'subscriptions/error-429-ApplicationThrottled-MailboxConcurrency',
    429,
    'read',
    'throttled',
    'ApplicationThrottled',
  ],
  ['subscriptions/error-429-TooManyRequests', 429, 'read', 'throttled', 'TooManyRequests'],
  [
    'subscriptions/error-subscription-ExtensionError',
    400,
    'subscription',
    'mailbox_unsupported',
    'ExtensionError',
  ],
];

const calendars: [file: string, fields: object][] = [
  [
    'calendar-default-two-providers',
    {
      name: 'Calendar',
      color: 'auto',
      isRemovable: false,
      owner: { address: 'AlexW@contoso.OnMicrosoft.com' },
    },
  ],
  [
    'calendar-shared-seen-by-delegate-beta',
    { canShare: false, canEdit: true, owner: { name: 'Alex Wilber' } },
  ],
  ['calendar-shared-seen-by-owner-beta', { hexColor: '', canViewPrivateItems: true }],
];

const subscriptions: [file: string, fields: object][] = [
  [
    'subscription-create-response-201-aad-upn',
    { id: '5522bd62-7c96-4530-85b0-00b916f6151a', lifecycleNotificationUrl: null },
  ],
  ['subscription-create-response-201-api-reference', { expirationDateTime: '2016-11-20T18:23:45.9356913Z' }],
  [
    'subscription-create-response-201-basic',
    { resource: 'users/622eaaff-0683-4862-9de4-f2ec83c2bd98/messages' },
  ],
  ['subscription-create-response-201-rich-filter', { changeType: 'created' }],
  ['subscription-create-response-201-rich-select', { expirationDateTime: '2022-01-01T12:32:35.1582696Z' }],
  ['subscription-renew-response-200', { creatorId: '8ee44408-0679-472c-bc2a-692812af3437' }],
];

const notifications: [file: string, count: number, fields: object, lifecycle: string | undefined][] = [
  [
    'notification-basic-message',
    1,
    { clientState: 'secretClientValue', changeType: 'created', resourceData: { id: '{long_id_string}' } },
    undefined,
  ],
  [
    'notification-basic-outlook-message',
    1,
    { subscriptionId: 'c6126aa3-0ed8-412f-a988-71e6cee627c4', resourceData: { id: 'AAMkAGUwNjQ4ZjIxAAA=' } },
    undefined,
  ],
  [
    'notification-event-basic.CONSTRUCTED',
    1,
    { resourceData: { '@odata.type': '#Microsoft.Graph.Event' } },
    undefined,
  ],
  ['notification-rich-outlook-message', 1, {}, undefined],
  ['notification-rich-chatmessage', 1, {}, undefined],
  ['lifecycle-missed', 1, { clientState: '<secretClientState>' }, 'missed'],
  ['lifecycle-mixed-batch.CONSTRUCTED', 2, {}, 'missed'],
  ['lifecycle-reauthorizationRequired', 1, {}, 'reauthorizationRequired'],
  ['lifecycle-subscriptionRemoved', 1, {}, 'subscriptionRemoved'],
  ['lifecycle-template', 1, {}, 'unknown'],
];

describe.skipIf(!payloadsAreHere)(`example bodies (${here})`, () => {
  it.each(deltaPages)('the page %s is read', (file, count, removedCount, link, fields) => {
    const page = parseAs(pageValidator, payload(`calendar/${file}.json`), 'page');
    const { events: found, removed, malformed } = readDeltaItems(page.value);
    expect(malformed).toEqual([]);
    expect([found.length, removed.length]).toEqual([count, removedCount]);
    expect(found[0] ?? {}).toMatchObject(fields);
    for (const item of removed) expect(item.reason).toBe('deleted');
    const links = [page['@odata.nextLink'], page['@odata.deltaLink']];
    expect(links.map((one) => one !== undefined)).toEqual([link === 'nextLink', link === 'deltaLink']);
  });

  it.each(events)('the event %s is read', (file, fields) => {
    const raw = payload(`${file}.json`);
    const event = parseEvent(raw);
    expect(event).toBe(raw);
    expect(event).toMatchObject(fields);
  });

  it.each([
    'event-series-master-daily-with-moved-exception',
    'event-series-master-daily-with-three-occurrences',
  ])('the series %s is read', (file) => {
    const { master, instances } = Parse(seriesSchema, payload(`calendar/${file}.json`));
    expect(parseEvent(master)).toMatchObject({
      type: 'seriesMaster',
      recurrence: { pattern: { type: 'daily' } },
    });
    expect(instances.map((one) => parseEvent(one).seriesMasterId)).toEqual(
      instances.map(() => parseEvent(master).id),
    );
  });

  it('an event whose id is blank is refused, and the reason names the id', () => {
    expect(() => parseEvent(payload('calendar/event-all-day-single-eastern.json'))).toThrow('/id');
    const event = parseEvent({ ...Object(payload('calendar/event-all-day-single-eastern.json')), id: 'x' });
    expect(event).toMatchObject({ isAllDay: true, originalStartTimeZone: 'Eastern Standard Time' });
  });

  it.each(recurrences)('the recurrence %s is %s', (file, rrule, dates) => {
    const event = parseEvent({ id: 'x', recurrence: payload(`calendar/${file}.json`) });
    const rule = convertRecurrenceToRRule(event.recurrence ?? {});
    expect(rule.rrule).toBe(rrule);
    expect(expandDates(rule, dates.length)).toEqual(dates);
  });

  it.each(errors)('the error %s (%i, %s) is %s', (file, status, kind, code, graphCode) => {
    const text = JSON.stringify(payload(`${file}.json`));
    expect(errorFromAnswer({ status, headers: new Headers(), text }, { kind, now: 0 })).toMatchObject({
      code,
      graphCode,
      status,
    });
  });

  it.each(calendars)('the calendar %s is read', (file, fields) => {
    expect(parseAs(calendarValidator, payload(`calendar/${file}.json`), 'calendar')).toMatchObject(fields);
  });

  it('the list of calendars is read', () => {
    const page = parseAs(pageValidator, payload('calendar/calendars-list.json'), 'page');
    expect(parseAs(calendarValidator, page.value[0], 'calendar')).toMatchObject({
      id: 'AAMkAGI2TGuLAAA=',
      canEdit: true,
    });
  });

  it.each(subscriptions)('the subscription %s is read', (file, fields) => {
    expect(
      parseAs(subscriptionValidator, payload(`subscriptions/${file}.json`), 'subscription'),
    ).toMatchObject(fields);
  });

  it('the list of subscriptions is read, without a clientState', () => {
    const page = parseAs(pageValidator, payload('subscriptions/subscription-list-response-200.json'), 'page');
    expect(parseAs(subscriptionValidator, page.value[0], 'subscription')).toMatchObject({
      clientState: null,
    });
  });

  it('a subscription without an id, as one page prints it, is refused: nobody could renew it', () => {
    const raw = payload('subscriptions/subscription-create-response-201-rich-channel.json');
    expect(() => parseAs(subscriptionValidator, raw, 'subscription')).toThrow('id');
  });

  it.each(notifications)('the notification %s is read', (file, count, fields, lifecycle) => {
    const { notifications: found, malformed } = parseNotifications(payload(`subscriptions/${file}.json`));
    expect(malformed).toEqual([]);
    expect(found).toHaveLength(count);
    expect(found[0]).toMatchObject(fields);
    expect(found[0] && lifecycleEventOf(found[0])).toBe(lifecycle);
  });

  it('the notification for two tenants, whose items the page cuts short, leaves nothing unsaid', () => {
    const { notifications: found, malformed } = parseNotifications(
      payload('subscriptions/notification-rich-two-tenants.json'),
    );
    expect(found.length + malformed.length).toBe(2);
  });

  it('no file that concerns a schema of ours is forgotten', () => {
    const ofCalendar = [...deltaPages, ...recurrences, ...calendars].map(([file]) => `calendar/${file}.json`);
    const ofSubscriptions = [...subscriptions, ...notifications].map(
      ([file]) => `subscriptions/${file}.json`,
    );
    const whole = [...events, ...errors].map(([file]) => `${file}.json`);
    const byHand = [
      'calendar/event-series-master-daily-with-moved-exception.json',
      'calendar/event-series-master-daily-with-three-occurrences.json',
      'calendar/event-all-day-single-eastern.json',
      'calendar/calendars-list.json',
      'subscriptions/subscription-list-response-200.json',
      'subscriptions/subscription-create-response-201-rich-channel.json',
      'subscriptions/notification-rich-two-tenants.json',
    ];
    const known = new Set([...ofCalendar, ...ofSubscriptions, ...whole, ...byHand]);
    /** Read by nobody here: requests, permissions, groups, batches, Entra's, decrypted contents, zone lists (time-zone.test.ts). */
    const others =
      /request|permission|calendar-groups|mailbox-settings|supported-time-zones|[Tt]ranslate|batch-response|claims|client-assertion|eventgrid|eventhubs|jwks|oidc|token-|decrypted/;
    expect(payloadNames().filter((name) => !known.has(name) && !others.test(name))).toEqual([]);
  });
});
