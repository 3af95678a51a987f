/**
 * Subscriptions: what is kept of Graph's answer. clientState is kept as a hash from before the request
 * and never read from an answer. Sources: subscription-post-subscriptions, subscription-update,
 * subscription-list, outlook-change-notifications-overview.
 */
export interface SubscriptionPayload {
  readonly file: string;
  readonly answerTo: 'create' | 'renew' | 'list';
  readonly stored: {
    readonly subscriptionId: string;
    /** The expiry granted, which may differ from the one asked for; milliseconds are kept of its digits. */
    readonly expiresAt: string;
    readonly resource: string;
    readonly notificationUrl: string;
  };
}

export const subscriptions: readonly SubscriptionPayload[] = [
  {
    file: 'subscriptions/subscription-create-response-201-aad-upn.json',
    answerTo: 'create',
    stored: {
      subscriptionId: '5522bd62-7c96-4530-85b0-00b916f6151a',
      expiresAt: '2022-01-01T21:42:18.225Z',
      resource: 'users/AAD-UPN:3f8c2a71-6d45-4e9b-a237-81c5f0d762ae@contoso.com/messages',
      notificationUrl: 'https://webhook.azurewebsites.net/api/send/myNotifyClient',
    },
  },
  {
    file: 'subscriptions/subscription-create-response-201-api-reference.json',
    answerTo: 'create',
    stored: {
      subscriptionId: '7f105c7d-2dc5-4530-97cd-4e7ae6534c07',
      expiresAt: '2016-11-20T18:23:45.935Z',
      resource: "me/mailFolders('Inbox')/messages",
      notificationUrl: 'https://webhook.azurewebsites.net/api/send/myNotifyClient',
    },
  },
  {
    file: 'subscriptions/subscription-create-response-201-basic.json',
    answerTo: 'create',
    stored: {
      subscriptionId: '5522bd62-7c96-4530-85b0-00b916f6151a',
      expiresAt: '2022-01-01T21:42:18.225Z',
      resource: 'users/622eaaff-0683-4862-9de4-f2ec83c2bd98/messages',
      notificationUrl: 'https://webhook.azurewebsites.net/api/send/myNotifyClient',
    },
  },
  {
    file: 'subscriptions/subscription-create-response-201-rich-filter.json',
    answerTo: 'create',
    stored: {
      subscriptionId: '239dbc5f-cf3c-4e7e-8c9c-3340abc5b5c5',
      expiresAt: '2022-01-20T12:32:35.158Z',
      resource:
        "me/mailfolders('Drafts')/messages?$select=Subject,bodyPreview&$filter=hasAttachments eq true AND importance eq 'High'",
      notificationUrl: 'https://webhook.azurewebsites.net/api/send/myNotifyClient',
    },
  },
  {
    file: 'subscriptions/subscription-create-response-201-rich-select.json',
    answerTo: 'create',
    stored: {
      subscriptionId: '178eec5f-cf3c-4e7e-8a9c-8640deb5b5c5',
      // 21:42:18 was asked for.
      expiresAt: '2022-01-01T12:32:35.158Z',
      resource:
        'users/622eaaff-0683-4862-9de4-f2ec83c2bd98/messages?$select=Subject,bodyPreview,importance,receivedDateTime,from',
      notificationUrl: 'https://webhook.azurewebsites.net/api/send/myNotifyClient',
    },
  },
  {
    file: 'subscriptions/subscription-renew-response-200.json',
    answerTo: 'renew',
    stored: {
      subscriptionId: '7f105c7d-2dc5-4530-97cd-4e7ae6534c07',
      expiresAt: '2016-11-22T18:23:45.935Z',
      resource: 'me/messages',
      notificationUrl: 'https://webhook.azurewebsites.net/api/send/myNotifyClient',
    },
  },
  {
    file: 'subscriptions/subscription-list-response-200.json',
    answerTo: 'list',
    stored: {
      subscriptionId: '0fc0d6db-0073-42e5-a186-853da75fb308',
      expiresAt: '2018-03-12T05:00:00.000Z',
      resource: 'Users',
      notificationUrl: 'https://webhookappexample.azurewebsites.net/api/notifications',
    },
  },
];

/** Without an id nobody could renew it: refused, and nothing is kept. */
export const unreadableSubscriptions = ['subscriptions/subscription-create-response-201-rich-channel.json'];
