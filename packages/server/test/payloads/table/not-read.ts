/** Examples of what Calmirror neither stores nor decides upon, and why. */
const permissions =
  'a shared calendar is known by its owner; permissions are not asked for, and we change none';
const request = 'a request: graph-client writes its own and reads none';
const ids = 'every request asks for immutable ids, so none is ever translated';
const batch = 'requests are sent one by one, without $batch';
const eventService = 'notifications come over HTTPS; Azure’s event services are not used';
const claims = 'no claims are asked for at sign-in';
const contents = 'notifications are asked for without contents, so there is none to decrypt or to vouch for';

export const notRead: Readonly<Record<string, string>> = {
  'calendar/calendar-groups-list.json': 'all calendars are listed, whatever group they are shown in',
  'calendar/calendar-permission-updated.json': permissions,
  'calendar/calendar-permissions-list.json': permissions,
  'calendar/mailbox-settings.json':
    'needs MailboxSettings.Read, which we do not ask for; each event names its own zone',
  'calendar/translate-exchange-ids-response.json': ids,
  'subscriptions/translateExchangeIds-request.json': ids,
  'subscriptions/translateExchangeIds-response.json': ids,
  'subscriptions/batch-request.json': batch,
  'subscriptions/batch-request-dependsOn.json': batch,
  'subscriptions/batch-response.json': batch,
  'subscriptions/claims-request-client-capabilities.json': claims,
  'subscriptions/claims-request-merged.json': claims,
  'subscriptions/client-assertion-decoded.json':
    'we write assertions (connections/client-auth.ts) and read none; the page’s own has a slip in `aud`',
  'subscriptions/eventgrid-subscription-request.json': eventService,
  'subscriptions/eventhubs-create-change-tracking-sp.json': eventService,
  'subscriptions/jwks-common-excerpt.json':
    'its keys are cut short and verify nothing; the issuer of a key is minded in connections/id-token.ts',
  'subscriptions/oidc-discovery-excerpt.json':
    'it is cut short and names no issuer, without which no document is believed',
  'subscriptions/notification-decrypted-message.json': contents,
  'subscriptions/notification-validation-token-claims.json': contents,
  'subscriptions/subscription-create-request-aad-upn.json': request,
  'subscriptions/subscription-create-request-api-reference.json': request,
  'subscriptions/subscription-create-request-basic.json': request,
  'subscriptions/subscription-create-request-lifecycle-users.json': request,
  'subscriptions/subscription-create-request-rich-channel.json': request,
  'subscriptions/subscription-create-request-rich-filter.json': request,
  'subscriptions/subscription-create-request-rich-select.json': request,
  'subscriptions/subscription-create-request-with-lifecycle.json': request,
  'subscriptions/subscription-renew-request.json': request,
};
