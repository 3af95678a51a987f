import { createHash, X509Certificate } from 'node:crypto';
import tls from 'node:tls';
import {
  ConfidentialClientApplication,
  CryptoProvider,
  InteractionRequiredAuthError,
  ServerError,
} from '@azure/msal-node';
import type { NodeAuthOptions } from '@azure/msal-node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator } from '../src/index.ts';
import type { Simulator } from '../src/index.ts';
import { selfSigned } from './helpers/self-signed.ts';
import { callback, REDIRECT_URI, requireRecord } from './helpers/sign-in.ts';

const ADELE = 'adele@contoso.example';
const ROBIN = 'robin@outlook.example';
const SCOPES = ['User.Read', 'Calendars.Read'];

describe("Microsoft's own sign-in client, unmodified but for its authority, over TLS", () => {
  let simulator: Simulator;
  beforeAll(async () => {
    const certificate = selfSigned();
    tls.setDefaultCACertificates([...tls.getCACertificates(), certificate.cert]);
    simulator = await startSimulator({ tls: certificate });
  });
  afterAll(() => simulator[Symbol.asyncDispose]());
  beforeEach(() => simulator.control.reset());

  const clientFor = (credential: Partial<NodeAuthOptions>, tenant = 'common') =>
    new ConfidentialClientApplication({
      auth: {
        clientId: simulator.clientId,
        authority: `${simulator.url}/${tenant}`,
        // Without it the client would ask Microsoft whether this host is one of theirs.
        knownAuthorities: [new URL(simulator.url).host],
        ...credential,
      },
    });
  const bySecret = () => ({ clientSecret: simulator.clientSecret });

  const signIn = async (client: ConfidentialClientApplication, user: string) => {
    const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
    await simulator.control.signIn({ user });
    const url = await client.getAuthCodeUrl({
      scopes: SCOPES,
      redirectUri: REDIRECT_URI,
      codeChallenge: challenge,
      codeChallengeMethod: 'S256',
    });
    const code = callback(await fetch(url, { redirect: 'manual' })).get('code') ?? '';
    const result = await client.acquireTokenByCode({
      code,
      scopes: SCOPES,
      redirectUri: REDIRECT_URI,
      codeVerifier: verifier,
    });
    if (result.account === null) throw new Error('No account came with the tokens.');
    return { ...result, account: result.account };
  };
  const refresh = (client: ConfidentialClientApplication, { account }: Awaited<ReturnType<typeof signIn>>) =>
    client.acquireTokenSilent({ account, scopes: SCOPES, forceRefresh: true });
  const whoIs = async (token: string) => {
    const response = await fetch(`${simulator.url}/v1.0/me`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return requireRecord(await response.json())['userPrincipalName'];
  };

  it('redeems a code for tokens that Graph takes, and knows the account', async () => {
    for (const user of [ADELE, ROBIN]) {
      const { account, accessToken, scopes } = await signIn(clientFor(bySecret()), user);
      const { accounts } = await simulator.control.accounts();
      const owner = accounts.find(({ userPrincipalName }) => userPrincipalName === user);
      expect(account.homeAccountId).toBe(`${owner?.id}.${owner?.tenantId}`);
      expect(account.username).toBe(user);
      expect(scopes).toEqual(expect.arrayContaining(SCOPES));
      expect(await whoIs(accessToken)).toBe(user);
    }
  });

  it('refreshes without a person', async () => {
    const client = clientFor(bySecret());
    const first = await signIn(client, ADELE);
    const second = await refresh(client, first);
    expect(second.fromCache).toBe(false);
    expect(second.accessToken).not.toBe(first.accessToken);
    expect(await whoIs(second.accessToken)).toBe(ADELE);
  });

  it('proves itself with a certificate, with both thumbprints it can name', async () => {
    const { key, cert } = selfSigned('rsa');
    await simulator.control.setApp({ certificates: [cert] });
    const thumbprint = (hash: 'sha1' | 'sha256') =>
      createHash(hash).update(new X509Certificate(cert).raw).digest('hex');
    for (const name of [{ thumbprintSha256: thumbprint('sha256') }, { thumbprint: thumbprint('sha1') }]) {
      const client = clientFor({ clientCertificate: { privateKey: key, ...name } }, 'contoso.example');
      const first = await signIn(client, ADELE);
      expect(await whoIs((await refresh(client, first)).accessToken)).toBe(ADELE);
    }
  });

  it('understands a step-up, a revoked grant and an expired secret', async () => {
    const client = clientFor(bySecret());
    const account = await signIn(client, ADELE);
    const failure = async (): Promise<unknown> => refresh(client, account).catch((error: unknown) => error);
    await simulator.control.refuse({ code: 50076, user: ADELE, times: 1 });
    const stepUp = await failure();
    if (!(stepUp instanceof InteractionRequiredAuthError)) throw new Error('No person is asked for.');
    expect(stepUp.subError).toBe('basic_action');
    expect(stepUp.claims).toContain('capolids');

    await simulator.control.revoke({ user: ADELE });
    expect(await failure()).toMatchObject({ errorCode: 'invalid_grant', errorNo: 50173 });

    const { now } = await simulator.control.clock();
    await simulator.control.setApp({ secretExpiresAt: now });
    const expired = await failure();
    expect(expired).toBeInstanceOf(ServerError);
    expect(expired).toMatchObject({ errorCode: 'invalid_client', errorNo: 7000222 });
  });
});
