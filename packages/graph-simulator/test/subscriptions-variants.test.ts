import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { startReceiver } from './helpers/receiver.ts';
import { text } from './helpers/sign-in.ts';
import { ADELE, DAY, HOUR, MINUTE, startSubscriber } from './helpers/subscriber.ts';

describe('what differs from subscription to subscription', () => {
  it('grants an earlier end than asked where the switch says so, never under 45 minutes', async () => {
    await using receiver = await startReceiver();
    await using subscriber = await startSubscriber({ switches: { grantedExpiry: 'earlier' } });
    const { nowMs } = await subscriber.simulator.control.clock();
    const granted = (body: Readonly<Record<string, unknown>>) =>
      Temporal.Instant.from(text(body['expirationDateTime'])).epochMilliseconds - nowMs;
    const long = await subscriber.subscribe({
      notificationUrl: receiver.url,
      expirationDateTime: new Date(nowMs + 2 * DAY).toISOString(),
    });
    expect(granted(long.body)).toBe(2 * DAY - 550 * MINUTE);
    const short = await subscriber.call('PATCH', `/subscriptions/${text(long.body['id'])}`, {
      body: { expirationDateTime: new Date(nowMs + HOUR).toISOString() },
    });
    expect(granted(short.body)).toBeGreaterThanOrEqual(45 * MINUTE);
    expect(granted(short.body)).toBeLessThan(50 * MINUTE);
  });

  it('validates the URL again on every renewal, or not even when it changes, by a switch', async () => {
    await using receiver = await startReceiver();
    await using subscriber = await startSubscriber({ switches: { validateOnRenewal: 'always' } });
    const { nowMs } = await subscriber.simulator.control.clock();
    const { body } = await subscriber.subscribe({ notificationUrl: receiver.url });
    const path = `/subscriptions/${text(body['id'])}`;
    const renewal = { expirationDateTime: new Date(nowMs + 2 * DAY).toISOString() };
    await subscriber.call('PATCH', path, { body: renewal });
    expect(receiver.handshakes).toHaveLength(2);
    await subscriber.simulator.control.setSwitches({ validateOnRenewal: 'never' });
    const moved = await subscriber.call('PATCH', path, {
      body: { notificationUrl: `${receiver.url}/moved` },
    });
    expect(moved.status).toBe(200);
    expect(receiver.handshakes).toHaveLength(2);
  });

  it('reports one change several times where the switch says so', async () => {
    await using receiver = await startReceiver();
    await using subscriber = await startSubscriber({ switches: { changeEchoes: 'several' } });
    await subscriber.subscribe({ notificationUrl: receiver.url });
    const id = await subscriber.createEvent();
    await receiver.waitForItems(2);
    await subscriber.call('PATCH', `/me/events/${id}`, { body: { subject: 'Second' } });
    await receiver.waitForItems(5);
    await subscriber.call('DELETE', `/me/events/${id}`);
    await receiver.waitForItems(6);
    await sleep(60);
    expect(receiver.items().map((item) => item['changeType'])).toEqual([
      'created',
      'updated',
      'updated',
      'updated',
      'updated',
      'deleted',
    ]);
  });

  it('is for reading permissions: writing ones by a switch, basic and shared ones never', async () => {
    await using receiver = await startReceiver();
    await using subscriber = await startSubscriber();
    const wishes = { notificationUrl: receiver.url };
    const status = async (scopes: string[], resource = 'me/events') =>
      (await subscriber.subscribe({ ...wishes, resource }, { scopes })).status;
    expect(await status(['Calendars.ReadBasic'])).toBe(403);
    expect(await status(['Calendars.Read.Shared'])).toBe(403);
    expect(
      await status(['Calendars.Read', 'Calendars.Read.Shared'], 'users/alex@contoso.example/events'),
    ).toBe(403);
    await subscriber.simulator.control.setSwitches({ writeScopeSubscribes: 'refused' });
    expect(await status(['Calendars.ReadWrite'])).toBe(403);
    await subscriber.simulator.control.setSwitches({ writeScopeSubscribes: 'accepted' });
    expect(await status(['Calendars.ReadWrite'])).toBe(201);
  });

  it('takes a principal name behind AAD-UPN:, and the four TLS versions', async () => {
    await using receiver = await startReceiver();
    await using subscriber = await startSubscriber();
    const wishes = { notificationUrl: receiver.url, resource: `users/AAD-UPN:${ADELE}/events` };
    const refused = await subscriber.subscribe({ ...wishes, latestSupportedTlsVersion: 'v2' });
    expect(refused.status).toBe(400);
    for (const [asked, version] of [
      ['v1_0', 'v1_0'],
      ['v1_1', 'v1_1'],
      ['v1_2', 'v1_2'],
      ['v1_3', 'v1_3'],
      [undefined, 'v1_2'],
    ]) {
      const made = await subscriber.subscribe({ ...wishes, latestSupportedTlsVersion: asked });
      expect(made.status).toBe(201);
      expect(made.body).toMatchObject({
        resource: wishes.resource,
        latestSupportedTlsVersion: version,
        notificationContentType: null,
      });
      await subscriber.call('DELETE', `/subscriptions/${text(made.body['id'])}`);
    }
  });

  it('shows only what $select names, and lists in pages', async () => {
    await using receiver = await startReceiver();
    await using subscriber = await startSubscriber({ switches: { subscriptionPageSize: 2 } });
    for (const changeType of ['created', 'updated', 'deleted'])
      await subscriber.subscribe({ notificationUrl: receiver.url, changeType });
    const first = await subscriber.call('GET', '/subscriptions?$top=1&$select=resource');
    expect(first.body['value']).toHaveLength(2);
    const whole: unknown = expect.objectContaining({ changeType: 'created', clientState: null });
    expect(first.body['value']).toEqual(expect.arrayContaining([whole]));
    const link = text(first.body['@odata.nextLink']);
    const second = await subscriber.call('GET', link.slice(link.indexOf('/subscriptions')));
    expect(second.body).not.toHaveProperty('@odata.nextLink');
    expect(second.body['value']).toEqual([expect.objectContaining({ changeType: 'deleted' })]);
    const { subscriptions } = await subscriber.simulator.control.subscriptions();
    const id = subscriptions[0]?.id ?? '';
    const some = await subscriber.call('GET', `/subscriptions/${id}?$select=resource`);
    expect(Object.keys(some.body).toSorted()).toEqual(['@odata.context', 'id', 'resource']);
    expect((await subscriber.call('GET', `/subscriptions/${id}?$select=colour`)).status).toBe(400);
  });
});
