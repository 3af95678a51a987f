import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { selfSigned } from '../../../graph-simulator/test/helpers/self-signed.ts';
import { configurationDocument } from '../../src/config/configuration-document.ts';
import { describeVariable, variableNames } from '../../src/config/describe-variable.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { StartError } from '../../src/platform/start-error.ts';

const KEY = 'ab'.repeat(32);
const enough = { MICROSOFT_CLIENT_ID: 'app', MICROSOFT_CLIENT_SECRET: 's3cret-value', ENCRYPTION_KEY: KEY };

function faultsOf(env: Record<string, string>): string {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof StartError) return error.message;
    throw error;
  }
  return '';
}

describe('the configuration', () => {
  it('needs only the app registration and a key', () => {
    const { config, secrets } = loadConfig(enough);
    expect(config).toMatchObject({
      apiUrl: 'http://localhost:3000',
      frontendUrl: 'http://localhost:3000',
      host: 'localhost',
      microsoft: {
        tenant: 'common',
        loginUrl: 'https://login.microsoftonline.com',
        graphUrl: 'https://graph.microsoft.com',
      },
      role: 'all',
      signUp: 'first',
      windowDays: { past: 90, future: 365 },
      leaseSeconds: 15,
      trustProxy: false,
      testClock: false,
    });
    expect(secrets).toEqual({
      encryptionKeys: [KEY],
      microsoft: { kind: 'secret', secret: 's3cret-value' },
      databaseUrl: undefined,
      metricsToken: undefined,
    });
  });

  it('polls within bounds that go with the usual interval, unless they are given, and refuses those that cross it', () => {
    const polled = (env: Record<string, string>) => loadConfig({ ...enough, ...env }).config.pollSeconds;
    expect(polled({})).toEqual({ least: 60, usual: 300, most: 900 });
    expect(polled({ POLL_INTERVAL_SECONDS: '3600' })).toEqual({ least: 720, usual: 3600, most: 10_800 });
    const given = { POLL_INTERVAL_MIN_SECONDS: '300', POLL_INTERVAL_MAX_SECONDS: '300' };
    expect(polled(given)).toEqual({ least: 300, usual: 300, most: 300 });
    expect(faultsOf({ ...enough, ...given, POLL_INTERVAL_SECONDS: '299' })).toContain(
      'POLL_INTERVAL_MIN_SECONDS must be at most POLL_INTERVAL_SECONDS, 299',
    );
    expect(faultsOf({ ...enough, ...given, POLL_INTERVAL_SECONDS: '301' })).toContain(
      'POLL_INTERVAL_MAX_SECONDS must be at least POLL_INTERVAL_SECONDS, 301',
    );
  });

  it('opens METRICS_PORT only to who has a token', () => {
    expect(faultsOf({ ...enough, METRICS_PORT: '9464' })).toContain('METRICS_TOKEN is missing');
    const given = { ...enough, METRICS_PORT: '9464', METRICS_TOKEN: '0123456789abcdef' };
    expect(loadConfig(given).config.metricsPort).toBe(9464);
  });

  it('refuses a port that no browser opens, unless a proxy stands before it', () => {
    expect(faultsOf({ ...enough, PORT: '6000', SIMULATOR_PORT: '4190' })).toMatch(
      /PORT must be another port: browsers refuse to open 6000[^]*SIMULATOR_PORT must be another port: browsers refuse to open 4190/,
    );
    expect(faultsOf({ ...enough, PORT: '6000', API_URL: 'https://calendars.example.com' })).toBe('');
  });

  it('lists everything that is missing in one message', () => {
    const message = faultsOf({});
    for (const name of ['MICROSOFT_CLIENT_ID', 'MICROSOFT_CLIENT_SECRET', 'ENCRYPTION_KEY']) {
      expect(message).toContain(name);
    }
  });

  it('lists everything that is wrong in one message, and no secret in it', () => {
    const message = faultsOf({ ...enough, PORT: 'eighty', ROLE: 'boss', METRICS_TOKEN: 'short-secret' });
    for (const name of ['PORT', 'ROLE', 'METRICS_TOKEN']) expect(message).toContain(name);
    expect(message).not.toContain('short-secret');
    expect(faultsOf({ ...enough, ENCRYPTION_KEY: 'not-hexadecimal' })).not.toContain('not-hexadecimal');
    expect(faultsOf({ ...enough, DATABASE_URL: 'mysql://me:pw@host/db' })).not.toContain('pw');
  });

  it('says each fault in a sentence that names the variable, what it must be, and an example', () => {
    expect(faultsOf({ ...enough, PORT: 'eighty', ROLE: 'boss' })).toBe(
      [
        'The configuration cannot be used:',
        '  - PORT must be a whole number from 0 to 65535. For example: PORT=3000',
        '  - ROLE must be one of all, api, worker. For example: ROLE=all',
        'Every variable is described in docs/configuration.md.',
      ].join('\n'),
    );
  });

  it('says what is missing also where something else is wrong', () => {
    expect(faultsOf({ PORT: 'eighty' })).toMatch(/PORT[^]*ENCRYPTION_KEY is missing/);
  });

  it('says a fault once, where it is: an address that is only derived from it is not complained of', () => {
    expect(faultsOf({ ...enough, API_URL: 'nonsense' })).not.toContain('FRONTEND_URL');
  });

  it('never repeats what was given, which may be a secret in the wrong place', () => {
    for (const name of variableNames) {
      expect(faultsOf({ ...enough, [name]: '\u{1F511}pa55' })).not.toContain('pa55');
    }
  });

  it('shows examples that it takes itself', () => {
    const forms = new Set(['MICROSOFT_CLIENT_CERTIFICATE', 'ENCRYPTION_KEY']);
    const names = variableNames.filter((name) => !forms.has(name));
    const env = Object.fromEntries(names.map((name) => [name, describeVariable(name).example]));
    expect(faultsOf({ ...env, ENCRYPTION_KEY: KEY })).toBe('');
  });

  it.each(['3.5', '1e3', '0x50', 'true', '-1', '65536'])('does not take PORT=%s for a number', (text) => {
    expect(faultsOf({ ...enough, PORT: text })).toContain('PORT must be a whole number');
  });

  it.each([
    ['API_URL', 'localhost:3000'],
    ['API_URL', 'https://me:pw@host'],
    ['FRONTEND_URL', 'ftp://host'],
    ['MICROSOFT_GRAPH_URL', 'http://graph.example'],
    ['MICROSOFT_GRAPH_URL', 'https://graph.example/v1.0'],
    ['MICROSOFT_TENANT_ID', 'a/../b'],
    ['TRUST_PROXY', 'yes'],
    ['DATABASE_URL', 'postgres://'],
    ['CALMIRROR_TEST_CLOCK', 'perhaps'],
    ['SUBSCRIPTION_DAYS', '7'],
    ['PORT', '65536'],
    ['LOG_LEVEL', 'loud'],
    ['MICROSOFT_CLIENT_CERTIFICATE', '/nowhere.pem'],
  ])('refuses %s=%s', (name, value) => {
    expect(faultsOf({ ...enough, [name]: value })).toContain(name);
  });

  it('takes an empty variable for one that is not given', () => {
    expect(loadConfig({ ...enough, PORT: '', DATABASE_URL: ' ' }).config.port).toBe(3000);
  });

  it('keeps the order of several keys', () => {
    const older = '12'.repeat(16);
    expect(loadConfig({ ...enough, ENCRYPTION_KEY: `${KEY}, ${older}` }).secrets.encryptionKeys).toEqual([
      KEY,
      older,
    ]);
  });

  it.each([
    ['1', 1],
    ['true', true],
    ['10.0.0.0/8, ::1', ['10.0.0.0/8', '::1']],
  ])('reads TRUST_PROXY=%s', (text, expected) => {
    expect(loadConfig({ ...enough, TRUST_PROXY: text }).config.trustProxy).toEqual(expected);
  });

  it('takes writes from every name of this machine when it is reached there, and from nowhere else otherwise', () => {
    expect(loadConfig({ ...enough, PORT: '4000' }).config.allowedOrigins).toContain('http://127.0.0.1:4000');
    const { config } = loadConfig({
      ...enough,
      API_URL: 'https://api.example/',
      FRONTEND_URL: 'https://app.example/x/',
    });
    expect(config.allowedOrigins).toEqual(['https://api.example', 'https://app.example']);
    expect([config.apiUrl, config.frontendUrl, config.host]).toEqual([
      'https://api.example',
      'https://app.example/x',
      '0.0.0.0',
    ]);
  });

  it('follows the cloud', () => {
    const { microsoft } = loadConfig({ ...enough, MICROSOFT_CLOUD: 'china' }).config;
    expect(microsoft.graphUrl).toBe('https://microsoftgraph.chinacloudapi.cn');
  });

  it('reads a certificate with its key instead of a secret', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'calmirror-config-'));
    try {
      const file = (name: string): string => path.join(folder, name);
      const { cert: certificate, key } = selfSigned('rsa');
      writeFileSync(file('both'), certificate + key);
      const env = {
        MICROSOFT_CLIENT_ID: 'app',
        ENCRYPTION_KEY: KEY,
        MICROSOFT_CLIENT_CERTIFICATE: file('both'),
      };
      expect(loadConfig(env).secrets.microsoft).toEqual({
        kind: 'certificate',
        certificate: certificate.trim(),
        privateKey: key.trim(),
      });
      writeFileSync(file('both'), certificate);
      expect(faultsOf(env)).toContain('PRIVATE KEY');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is described by docs/configuration.md as it is', () => {
    const page = readFileSync(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8');
    expect(page).toBe(configurationDocument());
  });
});
