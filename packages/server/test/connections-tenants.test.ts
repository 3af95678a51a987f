import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { EntraClient } from '../src/connections/entra-client.ts';
import { systemClock } from '../src/platform/clock.ts';
import { connectRoom } from './support/connect-room.ts';
import type { ConnectRoom } from './support/connect-room.ts';

const PERSONAL = '9188040d-6c67-4c5b-b112-36a304b66dad';

describe('the tenants of MICROSOFT_TENANT_ID', () => {
  let room: ConnectRoom;
  beforeAll(async () => {
    room = await connectRoom();
  });
  afterAll(() => room[Symbol.asyncDispose]());

  it.each([
    { configured: 'organizations', asked: 'common' },
    { configured: 'organizations', asked: 'Consumers' },
    { configured: 'organizations', asked: PERSONAL.toUpperCase() },
    { configured: 'consumers', asked: 'common' },
    { configured: 'consumers', asked: 'contoso.example' },
    { configured: 'contoso.example', asked: 'common' },
    { configured: 'contoso.example', asked: 'fabrikam.example' },
  ])('are not widened by who connects: $configured takes no $asked', async ({ configured, asked }) => {
    const process = await room.process({ tenant: configured });
    const person = await room.person();
    const refused = { code: 'validation_failed', errors: [{ field: 'tenant' }] };
    await expect(process.oauth.beginLogin({ ...person, tenant: asked })).rejects.toMatchObject(refused);
    await expect(process.oauth.adminConsentUrl({ ...person, tenant: asked })).rejects.toMatchObject(refused);
  });

  it.each([
    { configured: 'common', asked: 'contoso.example' },
    { configured: 'common', asked: 'consumers' },
    { configured: 'organizations', asked: 'contoso.example' },
    { configured: 'consumers', asked: PERSONAL },
    { configured: 'contoso.example', asked: 'Contoso.Example' },
  ])('may be narrowed: $configured takes $asked', async ({ configured, asked }) => {
    const process = await room.process({ tenant: configured });
    const person = await room.person();
    await expect(process.oauth.adminConsentUrl({ ...person, tenant: asked })).resolves.toContain('state=');
  });
});

describe('what is known of tenants', () => {
  function counting(): { client: EntraClient; asked: string[] } {
    const asked: string[] = [];
    const client = new EntraClient({
      app: {
        clientId: 'client',
        credential: { kind: 'secret', secret: 'secret' },
        loginUrl: 'https://login.example',
        tenant: 'common',
        redirectUri: 'https://calmirror.example/callback',
      },
      clock: systemClock(),
      fetch: (input) => {
        const url = input instanceof Request ? input.url : String(input);
        asked.push(url);
        return Promise.resolve(
          Response.json({
            issuer: 'https://login.example/{tenantid}/v2.0',
            authorization_endpoint: 'https://login.example/authorize',
            token_endpoint: 'https://login.example/token',
            jwks_uri: 'https://login.example/keys',
          }),
        );
      },
    });
    return { client, asked };
  }
  const begin = (client: EntraClient, tenant: string) =>
    client.authorizationUrl({ tenant, state: 's', nonce: 'n', codeVerifier: 'v'.repeat(43), scopes: [] });

  it('is asked for once, however its name is written', async () => {
    const { client, asked } = counting();
    for (const tenant of ['contoso.example', 'Contoso.Example', 'CONTOSO.EXAMPLE'])
      await begin(client, tenant);
    expect(asked).toHaveLength(1);
  });

  it('is bounded, whatever tenants people name: the longest unused goes', async () => {
    const { client, asked } = counting();
    await begin(client, 'common');
    for (let number = 0; number < 150; number += 1) {
      await begin(client, `tenant-${number}.example`);
      await begin(client, 'common');
    }
    expect(asked).toHaveLength(151);
    await begin(client, 'tenant-149.example');
    expect(asked).toHaveLength(151);
    await begin(client, 'tenant-0.example');
    expect(asked).toHaveLength(152);
  });
});
