/** Facts about subscriptions that no other test holds. */
import { describe, expect, it } from 'vitest';
import { startReceiver } from '../helpers/receiver.ts';
import { ADELE, startSubscriber } from '../helpers/subscriber.ts';

describe('what the pages about subscriptions say', () => {
  it('notifications go to the whole notification URL, query included, with the clientState', async () => {
    await using receiver = await startReceiver();
    await using subscriber = await startSubscriber();
    await subscriber.subscribe({ notificationUrl: `${receiver.url}?tenant=a%20b`, clientState: 'mine' });
    await subscriber.createEvent();
    const [item] = await receiver.waitForItems(1);
    expect(receiver.posts[0]).toMatchObject({ method: 'POST', path: '/hook?tenant=a%20b' });
    expect(receiver.posts[0]?.contentType).toMatch(/^application\/json/);
    expect(item).toMatchObject({ clientState: 'mine' });
    expect(receiver.posts[0]?.body).not.toContain('validationTokens');
  });

  it('a subscription names the app and the user it belongs to, whatever a body says', async () => {
    await using receiver = await startReceiver();
    await using subscriber = await startSubscriber();
    const wishes = { notificationUrl: receiver.url, id: 'mine', applicationId: 'mine', creatorId: 'mine' };
    const appId = subscriber.simulator.clientId;
    const { body } = await subscriber.subscribe(wishes, { appId });
    const accounts = await subscriber.simulator.control.accounts();
    const adele = accounts.accounts.find(({ userPrincipalName }) => userPrincipalName === ADELE);
    expect(body).toMatchObject({ applicationId: appId, creatorId: adele?.id });
    expect(body['id']).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it('a subscription without clientState has none in its notifications', async () => {
    await using receiver = await startReceiver();
    await using subscriber = await startSubscriber();
    await subscriber.subscribe({ notificationUrl: receiver.url, clientState: undefined });
    await subscriber.createEvent();
    const [item] = await receiver.waitForItems(1);
    expect(item?.['clientState'] ?? null).toBeNull();
  });
});
