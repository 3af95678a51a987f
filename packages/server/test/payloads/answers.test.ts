/** Subscriptions, notifications, refusals, calendars, zones and Entra's answers among Microsoft's examples: what is kept, and what is decided. */
import type { GraphSubscription } from '@calmirror/graph-client';
import { toIanaTimeZone } from '@calmirror/graph-client/convert';
import { GraphError } from '@calmirror/graph-client/errors';
import { parseNotifications } from '@calmirror/graph-client/wire';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';

import { refreshFailureOf } from '../../src/connections/entra-answer.ts';
import { EntraClient, EntraRefusal } from '../../src/connections/entra-client.ts';
import { subscriptionState } from '../../src/connections/graph-subscriptions.ts';
import { offeredCalendars } from '../../src/connections/offered-calendars.ts';
import { missingScopes } from '../../src/connections/scopes.ts';
import { hashClientState } from '../../src/notifications/client-state.ts';
import { failureOf } from '../../src/notifications/graph-failure.ts';
import { isGenuine, readNotification } from '../../src/notifications/judge-notification.ts';
import { judgeCreation } from '../../src/notifications/judge-refusal.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { afterError } from '../../src/sync/after-error.ts';
import { answeringGraph } from './answering-graph.ts';
import type { FileAnswer } from './answering-graph.ts';
import { byFile, payload, payloadText, payloadsAreHere, presence } from './folder.ts';
import { calendars, challenges, tokenAnswers, tokenRefusals, zoneLists } from './table/accounts.ts';
import { errors } from './table/errors.ts';
import type { ErrorPayload } from './table/errors.ts';
import { notifications } from './table/notifications.ts';
import { subscriptions, unreadableSubscriptions } from './table/subscriptions.ts';
import type { SubscriptionPayload } from './table/subscriptions.ts';

const notificationUrl = 'https://calmirror.example/api/webhooks/microsoft/events';

async function askSubscription(
  text: string,
  answerTo: SubscriptionPayload['answerTo'],
): Promise<GraphSubscription[]> {
  const graph = answeringGraph({ text, status: answerTo === 'create' ? 201 : 200 });
  switch (answerTo) {
    case 'create':
      return [await graph.subscribeToCalendar('a-token', 'a-calendar', notificationUrl, 'a-secret', 60)];
    case 'renew':
      return [await graph.renewSubscription('a-token', 'an-id', 60)];
    case 'list':
      return graph.listSubscriptions('a-token');
  }
}

describe.skipIf(!payloadsAreHere)(`what is kept of Microsoft’s example subscriptions (${presence})`, () => {
  it.each(byFile(subscriptions))(
    'of %s its id, the expiry granted, its resource and its address',
    async (_, row) => {
      const kept = (await askSubscription(payloadText(row.file), row.answerTo)).map(subscriptionState);
      expect(kept).toEqual([{ ...row.stored, expiresAt: new Date(row.stored.expiresAt) }]);
    },
  );

  it.each(unreadableSubscriptions)('nothing of %s, which has no id', async (file) => {
    await expect(askSubscription(payloadText(file), 'create')).rejects.toMatchObject({
      code: 'malformed_response',
      retry: 'later',
    });
  });
});

const hasItems = Compile(Type.Object({ value: Type.Array(Type.Unknown()) }));

describe.skipIf(!payloadsAreHere)(`how Microsoft’s example notifications are judged (${presence})`, () => {
  it.each(byFile(notifications))('each item of %s by itself', (_, { file, items }) => {
    const body = payload(file);
    const read = hasItems.Check(body) ? body.value.map(readNotification) : [];
    expect(read).toEqual(
      items.map(({ subscriptionId, clientState, signal, expiresAt }) => ({
        subscriptionId,
        clientStateHash: hashClientState(clientState ?? ''),
        signal,
        expiresAt: expiresAt === undefined ? null : new Date(expiresAt),
      })),
    );
    expect(parseNotifications(body).malformed).toEqual([]);
  });

  it.each(byFile(notifications))(
    'those of %s are genuine to the subscription they name alone, and with its secret alone',
    (_, row) => {
      const body = payload(row.file);
      const read = hasItems.Check(body) ? body.value.map(readNotification) : [];
      row.items.forEach(({ subscriptionId, clientState }, index) => {
        const item = read[index];
        if (item === undefined) throw new Error(`${row.file} has no item ${index}.`);
        const known = {
          subscriptionId,
          clientStateHash: hashClientState(clientState ?? 'the secret it lacks'),
        };
        expect(isGenuine(item, known)).toBe(clientState !== undefined);
        expect(isGenuine(item, { ...known, subscriptionId: 'another' })).toBe(false);
        expect(isGenuine(item, { ...known, clientStateHash: hashClientState('another') })).toBe(false);
      });
    },
  );
});

async function refusalOf(answer: FileAnswer, asked: ErrorPayload['asked']): Promise<GraphError> {
  const graph = answeringGraph(answer);
  const window = { startDate: '2026-01-01T00:00:00Z', endDate: '2026-12-31T00:00:00Z', pageSize: 100 };
  try {
    if (asked === 'delta') await graph.getDeltaEvents('a-token', 'a-calendar', null, window);
    else if (asked === 'event') await graph.getEvent('a-token', 'a-calendar', 'an-event');
    else await graph.subscribeToCalendar('a-token', 'a-calendar', notificationUrl, 'a-secret', 60);
  } catch (error) {
    if (error instanceof GraphError) return error;
    throw error;
  }
  throw new Error('Graph did not refuse.');
}

function decisionAfter(error: GraphError, asked: ErrorPayload['asked']): string {
  if (asked === 'subscription') {
    return judgeCreation(failureOf(error), { form: 'calendar', isDefault: true }).kind;
  }
  const decision = afterError(error, {
    kind: 'delta',
    reads: 'delta',
    phase: 'pages',
    pageCount: 0,
    restarts: 0,
    pageSize: 250,
    refusals: 0,
    hasToken: true,
  });
  return decision.do === 'stop' ? `stop: ${decision.status}` : decision.do;
}

describe.skipIf(!payloadsAreHere)(`what Microsoft’s example refusals mean (${presence})`, () => {
  it.each(byFile(errors))('%s is understood, and decided upon', async (_, row) => {
    const error = await refusalOf(
      {
        text: payloadText(row.file),
        status: row.status,
        headers: row.retryAfter === undefined ? {} : { 'retry-after': row.retryAfter },
      },
      row.asked,
    );
    const { code, retry, status, graphCode, requestId, retryAfterMs } = error;
    expect({ code, retry, status, graphCode, requestId, retryAfterMs }).toEqual({
      code: row.code,
      retry: row.retry,
      status: row.status,
      graphCode: row.graphCode,
      requestId: row.requestId,
      retryAfterMs: row.retryAfter === undefined ? undefined : Number(row.retryAfter) * 1000,
    });
    expect(decisionAfter(error, row.asked)).toBe(row.decision);
  });

  it.each(challenges)('%s in a challenge asks for another sign-in, its claims untouched', async (file) => {
    const claims = Buffer.from(JSON.stringify(payload(file))).toString('base64');
    const headers = {
      'www-authenticate': `Bearer realm="", error="insufficient_claims", claims="${claims}"`,
    };
    const error = await refusalOf({ text: '', status: 401, headers }, 'delta');
    expect(error).toMatchObject({ code: 'claims_required', retry: 'after-reauth', claims });
    expect(decisionAfter(error, 'delta')).toBe('stop: reauth_required');
  });
});

/** Entra with a directory of its own, answering at its token endpoint with one file. */
function answeringEntra(text: string, status: number): EntraClient {
  const origin = 'https://login.microsoftonline.com';
  const directory = {
    issuer: `${origin}/{tenantid}/v2.0`,
    authorization_endpoint: `${origin}/common/oauth2/v2.0/authorize`,
    token_endpoint: `${origin}/common/oauth2/v2.0/token`,
    jwks_uri: `${origin}/common/discovery/v2.0/keys`,
  };
  const headers = { 'content-type': 'application/json' };
  return new EntraClient({
    app: {
      clientId: '11111111-2222-4333-8444-555555555555',
      credential: { kind: 'secret', secret: 'not a real one' },
      loginUrl: origin,
      tenant: 'common',
      redirectUri: 'https://calmirror.example/api/oauth/microsoft/callback',
    },
    clock: systemClock(),
    fetch: (...asked) =>
      Promise.resolve(
        new Request(...asked).url.endsWith('/token')
          ? new Response(text, { status, headers })
          : Response.json(directory),
      ),
  });
}

async function refusalOfEntra(asking: Promise<unknown>): Promise<EntraRefusal> {
  const error: unknown = await asking.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof EntraRefusal) return error;
  throw new Error('Entra did not refuse.', { cause: error });
}

const askToRefresh = { tenant: 'common', refreshToken: 'a-refresh-token', scope: 'Calendars.Read' };

describe.skipIf(!payloadsAreHere)(`what is kept of Microsoft’s example accounts (${presence})`, () => {
  it.each(byFile(calendars))(
    'of %s the calendars offered, and whether they are shared',
    async (_, { file, mailboxOf, stored }) => {
      const body = payload(file);
      const text = JSON.stringify(hasItems.Check(body) ? body : { value: [body] });
      const listed = await answeringGraph({ text }).listCalendars('a-token');
      expect(offeredCalendars(listed, [mailboxOf])).toEqual(stored);
    },
  );

  it.each(byFile(zoneLists))('of %s an IANA name for each name', (_, { file, stored }) => {
    const body = payload(file);
    const aliases = hasItems.Check(body) ? body.value : [];
    expect(aliases).toMatchObject(stored.map(([alias]) => ({ alias })));
    expect(stored.map(([alias]) => toIanaTimeZone(alias))).toEqual(
      stored.map(([, timeZone]) => ({ timeZone, known: true })),
    );
  });

  it.each(byFile(tokenAnswers))(
    'of %s both tokens, their lifetime and the scopes granted',
    async (_, row) => {
      const tokens = await answeringEntra(payloadText(row.file), 200).refresh(askToRefresh);
      const sent = payload(row.file);
      expect(sent).toMatchObject({ access_token: tokens.accessToken, refresh_token: tokens.refreshToken });
      expect(tokens).toMatchObject({
        expiresInSeconds: row.expiresInSeconds,
        grantedScopes: row.grantedScopes,
      });
      expect(missingScopes(tokens.grantedScopes)).toEqual(row.missingScopes);
    },
  );

  it.each(byFile(tokenRefusals))(
    'of %s the code words, for connecting and for refreshing',
    async (_, row) => {
      const entra = answeringEntra(payloadText(row.file), 400);
      const redeeming = { tenant: 'common', code: 'a-code', codeVerifier: 'v'.repeat(43), nonce: 'a-nonce' };
      await expect(entra.redeemCode(redeeming)).rejects.toMatchObject({
        code: row.connectError,
        reason: row.reason,
      });
      const refusal = await refusalOfEntra(entra.refresh(askToRefresh));
      expect(refreshFailureOf(refusal.answer).kind).toBe(row.refresh);
    },
  );
});
