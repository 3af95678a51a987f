/** Every payload of `subscriptions/`: errors, subscriptions, notifications, tokens, keys, batches. */
import { type Json, text } from '../helpers/graph-app.ts';
import { startReceiver } from '../helpers/receiver.ts';
import { requestToken, signInAs } from '../helpers/sign-in.ts';
import { translated } from './endpoint-payloads.ts';
import type { PayloadRows } from './payload-row.ts';
import { ADELE, ALEX, lastLink, made, MEETING, type PayloadWorld, round, WINDOW } from './payload-world.ts';

const REQUEST = 'a request, not an answer';
const RICH = 'notifications with resource data: not for subscriptions to events that Calmirror makes';
const ELSEWHERE = 'not of Graph’s calendars or of webhooks';
const CONTENT_TYPE = 'only in samples that are older than null for it';

interface Watched {
  readonly subscription: Json;
  /** Bodies of the POSTs that came, when so many items are there. */
  readonly posts: (items: number) => Promise<unknown[]>;
}

/** A subscription to Adele's events with both URLs at one receiver, as long as `during` lasts. */
async function watching(
  world: PayloadWorld,
  during: (watched: Watched) => Promise<unknown[]>,
): Promise<unknown[]> {
  await using receiver = await startReceiver();
  const { nowMs } = await world.simulator.control.clock();
  const subscription = await world.ask('/subscriptions', {
    method: 'POST',
    body: {
      changeType: 'created,updated,deleted',
      resource: 'me/events',
      notificationUrl: receiver.url,
      lifecycleNotificationUrl: receiver.url,
      expirationDateTime: new Date(nowMs + 86_400_000).toISOString(),
      clientState: 'a-secret',
      latestSupportedTlsVersion: 'v1_2',
    },
  });
  return await during({
    subscription,
    posts: async (items) => {
      await receiver.waitForItems(items);
      return receiver.posts.map(({ body }): unknown => JSON.parse(body));
    },
  });
}

const subscribed = (world: PayloadWorld): Promise<unknown[]> =>
  watching(world, ({ subscription }) => Promise.resolve([subscription]));

const lifecycle =
  (...events: ('missed' | 'reauthorizationRequired' | 'subscriptionRemoved')[]) =>
  (world: PayloadWorld): Promise<unknown[]> =>
    watching(world, async ({ posts }) => {
      for (const event of events) await world.simulator.control.lifecycle({ user: ADELE, event });
      return posts(events.length);
    });

const changed = (world: PayloadWorld): Promise<unknown[]> =>
  watching(world, async ({ posts }) => {
    await world.simulator.control.setSwitches({ notificationIds: 'present' });
    await made(world, MEETING);
    return posts(1);
  });

const refused =
  (status: number, code: string) =>
  async (world: PayloadWorld): Promise<unknown[]> => [await world.refused(status, code)];

async function fetched(world: PayloadWorld, path: string): Promise<unknown[]> {
  const answer: unknown = await (await fetch(`${world.simulator.url}${path}`)).json();
  return [answer];
}

async function tokens(world: PayloadWorld): Promise<unknown[]> {
  return [(await signInAs(world.simulator, ADELE)).body];
}

async function refreshed(world: PayloadWorld): Promise<unknown[]> {
  const { body } = await signInAs(world.simulator, ADELE);
  const fields = { grant_type: 'refresh_token', refresh_token: text(body['refresh_token']) };
  return [(await requestToken(world.simulator, fields)).body];
}

/** The claims of the challenge that a revoked token of a client with `cp1` meets. */
async function challenged({ simulator }: PayloadWorld): Promise<unknown[]> {
  const { body } = await signInAs(simulator, ADELE);
  const { body: redeemed } = await requestToken(simulator, {
    grant_type: 'refresh_token',
    refresh_token: text(body['refresh_token']),
    claims: '{"access_token":{"xms_cc":{"values":["cp1"]}}}',
  });
  await simulator.control.revoke({ user: ADELE });
  const { headers } = await fetch(`${simulator.url}/v1.0/me`, {
    headers: { authorization: `Bearer ${text(redeemed['access_token'])}` },
  });
  const claims = / claims="([^"]+)"/.exec(headers.get('www-authenticate') ?? '')?.[1] ?? '';
  const challenge: unknown = JSON.parse(Buffer.from(claims, 'base64').toString());
  return [challenge];
}

const badScope = async (world: PayloadWorld): Promise<unknown[]> => {
  const { body } = await signInAs(world.simulator, ADELE);
  const refresh = { grant_type: 'refresh_token', refresh_token: text(body['refresh_token']) };
  return [(await requestToken(world.simulator, { ...refresh, scope: 'nonsense nonsense/.default' })).body];
};

const batch = async (world: PayloadWorld): Promise<unknown[]> => [
  await world.ask('/$batch', {
    method: 'POST',
    described: false,
    body: {
      requests: [
        { id: '1', method: 'GET', url: '/me/events?$top=1' },
        { id: '2', method: 'GET', url: '/me/events/nothing' },
        { id: '3', method: 'DELETE', url: `/me/events/${text((await made(world, MEETING))['id'])}` },
      ],
    },
  }),
];

export const SUBSCRIPTION_PAYLOADS: PayloadRows = {
  'batch-request': { reason: REQUEST },
  'batch-request-dependsOn': { reason: REQUEST },
  'batch-response': {
    produce: batch,
    lacks: {
      ...Object.fromEntries(
        ['Cache-Control', 'OData-Version', 'x-ms-resource-unit'].map((header) => [
          `/responses[]/headers/${header}`,
          'a header of the directory, whose answers the sample holds',
        ]),
      ),
      ...Object.fromEntries(
        ['X-ProxyCluster', 'X-OfficeCluster', 'X-Tasks-CorrelationId'].map((header) => [
          `/responses[]/headers/${header}`,
          'a header of Planner, whose answer the sample holds',
        ]),
      ),
      ...Object.fromEntries(
        [
          '@odata.count',
          'value[]/@odata.type',
          'value[]/deletedDateTime',
          'value[]/description',
          'value[]/displayName',
          'value[]/roleTemplateId',
          'value[]/userPrincipalName',
        ].map((property) => [`/responses[]/body/${property}`, 'of directory objects']),
      ),
    },
  },
  'claims-challenge-acrs': {
    reason: 'asked for by APIs with authentication contexts, which Graph’s calendars are not',
  },
  'claims-challenge-cae-nbf': { produce: challenged },
  'claims-request-client-capabilities': { reason: REQUEST },
  'claims-request-merged': { reason: REQUEST },
  'client-assertion-decoded': { reason: REQUEST },
  'error-400-ErrorInvalidIdMalformed': {
    produce: async (world) => [await world.ask('/me/events/nothing')],
  },
  'error-400-subscription-ValidationError': { produce: refused(400, 'ValidationError') },
  'error-400-subscription-validation-timeout': { produce: refused(400, 'InvalidRequest') },
  'error-401-InvalidAuthenticationToken': { produce: (world) => fetched(world, '/v1.0/me') },
  'error-403-ErrorAccessDenied-app-access-policy': { produce: refused(403, 'ErrorAccessDenied') },
  'error-404-ErrorItemNotFound': {
    produce: async (world) => {
      const { id } = await made(world, MEETING);
      return [await world.ask(`/me/events/${text(id)}`, { user: ALEX })];
    },
  },
  'error-404-MailboxNotEnabledForRESTAPI': { produce: refused(404, 'MailboxNotEnabledForRESTAPI') },
  'error-404-ResourceNotFound': { produce: refused(404, 'ResourceNotFound') },
  'error-410-SyncStateNotFound': {
    produce: async (world) => {
      const link = lastLink(await round(world, `/me/calendarView/delta?${WINDOW}`));
      await world.simulator.control.killDeltaTokens({ user: ADELE });
      return [await world.ask(link)];
    },
  },
  'error-429-ApplicationThrottled-MailboxConcurrency': { produce: refused(429, 'ApplicationThrottled') },
  'error-429-TooManyRequests': {
    produce: refused(429, 'TooManyRequests'),
    lacks: Object.fromEntries(
      ['code', 'message', 'status'].map((name) => [
        `/error/innerError/${name}`,
        'repeats the outer error in the sample of one page; no capture of Outlook has it',
      ]),
    ),
  },
  'error-shape-reference': { produce: refused(416, 'invalidRange') },
  'error-subscription-ExtensionError': { produce: refused(404, 'ExtensionError') },
  'event-get-response-200': {
    produce: async (world) => {
      const { id } = await made(world, MEETING);
      return [await world.ask(`/me/events/${text(id)}`)];
    },
  },
  'eventgrid-subscription-request': { reason: ELSEWHERE },
  'eventhubs-create-change-tracking-sp': { reason: ELSEWHERE },
  'eventhubs-validation-message': { reason: ELSEWHERE },
  'jwks-common-excerpt': {
    produce: (world) => fetched(world, '/common/discovery/v2.0/keys'),
    lacks: Object.fromEntries(
      ['/keys[]/x5t', '/keys[]/x5c', '/keys[]/x5c[]'].map((name) => [
        name,
        'no certificate is behind a key here; a token is verified with n and e',
      ]),
    ),
  },
  'lifecycle-missed': { produce: lifecycle('missed') },
  'lifecycle-mixed-batch.CONSTRUCTED': { produce: lifecycle('missed', 'subscriptionRemoved') },
  'lifecycle-reauthorizationRequired': { produce: lifecycle('reauthorizationRequired') },
  'lifecycle-subscriptionRemoved': { produce: lifecycle('subscriptionRemoved') },
  'lifecycle-template': { produce: lifecycle('missed') },
  'notification-basic-message': { produce: changed },
  'notification-basic-outlook-message': { produce: changed },
  'notification-event-basic.CONSTRUCTED': { produce: changed },
  'notification-decrypted-message': { reason: RICH },
  'notification-rich-chatmessage': { reason: RICH },
  'notification-rich-outlook-message': { reason: RICH },
  'notification-rich-two-tenants': { reason: RICH },
  'notification-validation-token-claims': { reason: RICH },
  'oidc-discovery-excerpt': {
    produce: (world) => fetched(world, '/common/v2.0/.well-known/openid-configuration'),
  },
  'subscription-create-request-aad-upn': { reason: REQUEST },
  'subscription-create-request-api-reference': { reason: REQUEST },
  'subscription-create-request-basic': { reason: REQUEST },
  'subscription-create-request-lifecycle-users': { reason: REQUEST },
  'subscription-create-request-rich-channel': { reason: REQUEST },
  'subscription-create-request-rich-filter': { reason: REQUEST },
  'subscription-create-request-rich-select': { reason: REQUEST },
  'subscription-create-request-with-lifecycle': { reason: REQUEST },
  'subscription-create-response-201-aad-upn': { produce: subscribed },
  'subscription-create-response-201-api-reference': {
    produce: subscribed,
    lacks: { '/notificationContentType': CONTENT_TYPE },
  },
  'subscription-create-response-201-basic': { produce: subscribed },
  'subscription-create-response-201-rich-channel': { reason: RICH },
  'subscription-create-response-201-rich-filter': { reason: RICH },
  'subscription-create-response-201-rich-select': { reason: RICH },
  'subscription-list-response-200': {
    produce: (world) => watching(world, async () => [await world.ask('/subscriptions')]),
    lacks: {
      '/value[]/notificationContentType': CONTENT_TYPE,
      '/value[]/encryptionCertificate': 'null in all newer samples',
      '/value[]/encryptionCertificateId': 'null in all newer samples',
      '/value[]/includeResourceData': 'null in all newer samples',
    },
  },
  'subscription-renew-request': { reason: REQUEST },
  'subscription-renew-response-200': {
    produce: (world) =>
      watching(world, async ({ subscription }) => {
        const { nowMs } = await world.simulator.control.clock();
        return [
          await world.ask(`/subscriptions/${text(subscription['id'])}`, {
            method: 'PATCH',
            body: { expirationDateTime: new Date(nowMs + 2 * 86_400_000).toISOString() },
          }),
        ];
      }),
  },
  'token-error-invalid_scope': { produce: badScope },
  'token-error-with-error_uri': { produce: badScope },
  'token-response-authorization-code': { produce: tokens },
  'token-response-refresh': { produce: refreshed },
  'translateExchangeIds-request': { reason: REQUEST },
  'translateExchangeIds-response': { produce: translated },
};
