import { describe, expect, it } from 'vitest';
import { expectGraphSchema } from './helpers/expect-graph-schema.ts';
import { startReceiver } from './helpers/receiver.ts';
import { requireRecord, text } from './helpers/sign-in.ts';
import { MINUTE, startSubscriber } from './helpers/subscriber.ts';

describe('the spellings of a notification', () => {
  it('writes resource with slashes, with keys, with the tenant, or each in turn', async () => {
    await using receiver = await startReceiver();
    await using subscriber = await startSubscriber({ switches: { notificationResource: 'mixed' } });
    const { body } = await subscriber.subscribe({ notificationUrl: receiver.url });
    const user = text(body['creatorId']);
    const ids: string[] = [];
    for (let made = 1; made <= 3; made += 1) {
      ids.push(await subscriber.createEvent());
      await receiver.waitForItems(made);
    }
    const items = receiver.items();
    const tenant = text(items[0]?.['tenantId']);
    const resources = items.map((item, index) => text(item['resource']).replace(ids[index] ?? '?', 'EVENT'));
    expect(resources.toSorted()).toEqual([
      `Users('${user}')/events('EVENT')`,
      `Users/${user}/Events/EVENT`,
      `users/${user}@${tenant}/events/EVENT`,
    ]);
    expect(items.map((item) => requireRecord(item['resourceData'])['id'])).toEqual(ids);
    for (const posted of receiver.posts)
      expectGraphSchema('microsoft.graph.changeNotificationCollection', JSON.parse(posted.body));
  });

  it('gives items an id, an offset of India and the small type name when the switches say so', async () => {
    await using receiver = await startReceiver();
    await using subscriber = await startSubscriber();
    const { body } = await subscriber.subscribe({ notificationUrl: receiver.url });
    await subscriber.simulator.control.setSwitches({
      notificationIds: 'present',
      notificationOffset: '+05:30',
      notificationType: 'camel',
    });
    await subscriber.createEvent();
    const [item = {}] = await receiver.waitForItems(1);
    expect(text(item['id'])).toMatch(/^\w+$/);
    const expiry = text(item['subscriptionExpirationDateTime']);
    expect(expiry).toMatch(/\.\d{7}\+05:30$/);
    expect(Temporal.Instant.from(expiry).toString()).toBe(
      Temporal.Instant.from(text(body['expirationDateTime'])).toString(),
    );
    expect(requireRecord(item['resourceData'])['@odata.type']).toBe('#microsoft.graph.event');
    expectGraphSchema(
      'microsoft.graph.changeNotificationCollection',
      JSON.parse(receiver.posts[0]?.body ?? ''),
    );
  });

  it('refuses a switch that is not there, and goes back to those of the start on a reset', async () => {
    await using subscriber = await startSubscriber({ switches: { notificationIds: 'present' } });
    const { control, url } = subscriber.simulator;
    await control.setSwitches({ notificationType: 'camel' });
    await control.reset();
    expect((await control.switches()).switches).toMatchObject({
      notificationIds: 'present',
      notificationType: 'pascal',
    });
    const refused = await fetch(`${url}/_sim/switches`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"notificationColour": "red"}',
    });
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('notificationColour');
  });

  it('brings the changes of several people and subscriptions to one URL in one POST', async () => {
    await using receiver = await startReceiver();
    await using subscriber = await startSubscriber();
    const alex = 'alex@contoso.example';
    const notificationUrl = receiver.url;
    const ids = [
      (await subscriber.subscribe({ notificationUrl })).body['id'],
      (await subscriber.subscribe({ notificationUrl, changeType: 'created' })).body['id'],
      (await subscriber.subscribe({ notificationUrl }, { user: alex })).body['id'],
    ];
    // Held, so that all of them are due at the same moment.
    await subscriber.simulator.control.setFaults({
      rules: [{ match: {}, action: { type: 'delayNotification', ms: MINUTE } }],
    });
    await subscriber.createEvent();
    await subscriber.createEvent('Review', alex);
    await subscriber.advance(MINUTE);
    const items = await receiver.waitForItems(3);
    expect(new Set(items.map((item) => item['subscriptionId']))).toEqual(new Set(ids));
    expect(receiver.posts).toHaveLength(1);
  });
});
