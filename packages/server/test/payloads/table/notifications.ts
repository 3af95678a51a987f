/**
 * Notifications: what is read of each item. Genuine is one that brings the secret of the subscription it
 * names; `resource` and `resourceData` are hints and not read, contents (encryptedContent) are never asked
 * for. Sources: change-notifications-delivery-webhooks, change-notifications-lifecycle-events,
 * change-notifications-with-resource-data, outlook-change-notifications-overview.
 */
import type { NotificationSignal } from '../../../src/notifications/judge-notification.ts';

export interface NotificationPayload {
  readonly file: string;
  readonly items: readonly {
    readonly subscriptionId: string;
    /** As sent; without one, nothing can be genuine. */
    readonly clientState?: string;
    readonly signal: NotificationSignal;
    readonly expiresAt?: string;
  }[];
}

const ours = 'c6126aa3-0ed8-412f-a988-71e6cee627c4';
const lifecycle = {
  subscriptionId: ours,
  clientState: '<secretClientState>',
  expiresAt: '2019-03-20T11:00:00.000Z',
};

export const notifications: readonly NotificationPayload[] = [
  {
    file: 'subscriptions/notification-basic-message.json',
    items: [
      {
        subscriptionId: '{subscription_guid}',
        clientState: 'secretClientValue',
        signal: 'change',
        expiresAt: '2016-03-19T22:11:09.952Z',
      },
    ],
  },
  {
    // An offset instead of Z.
    file: 'subscriptions/notification-basic-outlook-message.json',
    items: [
      {
        subscriptionId: ours,
        clientState: '<<--SpecifiedClientState-->>',
        signal: 'change',
        expiresAt: '2022-01-01T21:42:18.225Z',
      },
    ],
  },
  {
    file: 'subscriptions/notification-event-basic.CONSTRUCTED.json',
    items: [
      {
        subscriptionId: ours,
        clientState: 'secretClientState',
        signal: 'change',
        expiresAt: '2022-01-02T03:12:18.225Z',
      },
    ],
  },
  {
    file: 'subscriptions/notification-rich-outlook-message.json',
    items: [
      {
        subscriptionId: 'dfd11b2f-8222-4189-9545-4205c95d6235',
        clientState: '<<--SpecifiedClientState-->>',
        signal: 'change',
        expiresAt: '2021-12-31T10:46:44.990Z',
      },
    ],
  },
  {
    file: 'subscriptions/notification-rich-chatmessage.json',
    items: [{ subscriptionId: '76222963-cc7b-42d2-882d-8aaa69cb2ba3', signal: 'change' }],
  },
  {
    file: 'subscriptions/notification-rich-two-tenants.json',
    items: [
      { subscriptionId: '76619225-ff6b-4489-96ca-4ef547e78b22', signal: 'change' },
      { subscriptionId: '5cfe2387-163c-4006-81bb-1b5e1e060afe', signal: 'change' },
    ],
  },
  {
    file: 'subscriptions/lifecycle-missed.json',
    items: [{ ...lifecycle, signal: 'missed' }],
  },
  {
    file: 'subscriptions/lifecycle-reauthorizationRequired.json',
    items: [{ ...lifecycle, signal: 'reauthorizationRequired' }],
  },
  {
    file: 'subscriptions/lifecycle-subscriptionRemoved.json',
    items: [{ ...lifecycle, signal: 'subscriptionRemoved' }],
  },
  {
    // The page's template names all three events in one word: a kind that we do not know asks for a round.
    file: 'subscriptions/lifecycle-template.json',
    items: [{ ...lifecycle, subscriptionId: '<subscription_guid>', signal: 'missed' }],
  },
  {
    file: 'subscriptions/lifecycle-mixed-batch.CONSTRUCTED.json',
    items: [
      { ...lifecycle, clientState: 'a', signal: 'missed' },
      {
        ...lifecycle,
        subscriptionId: '5cfe2387-163c-4006-81bb-1b5e1e060afe',
        clientState: 'b',
        signal: 'subscriptionRemoved',
      },
    ],
  },
  {
    // Event Hubs are not used: at our door this test message would be read, and be nobody's.
    file: 'subscriptions/eventhubs-validation-message.json',
    items: [{ subscriptionId: 'na', clientState: 'NA', signal: 'change' }],
  },
];
