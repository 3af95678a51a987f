/**
 * Environment → checked config and secrets. All faults are said in one message, so that a person corrects
 * them in one go; a secret's value is never part of it.
 */
import path from 'node:path';

import { isBlockedPort } from './blocked-ports.ts';
import type { Config, Secrets } from './config.ts';
import { Faults } from './faults.ts';
import type { Complain } from './faults.ts';
import { parseCertificate } from './parse-certificate.ts';
import { parseKeys, parseOrigin, parseTrustProxy, parseUrl } from './parse-values.ts';
import { readValues } from './read-values.ts';
import type { Values } from './read-values.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** @throws StartError naming every variable that is missing or wrong */
export function loadConfig(env: Environment): { config: Config; secrets: Secrets } {
  const faults = new Faults();
  const { complain } = faults;
  const values = readValues(env, complain);
  const secrets = readSecrets(values, complain);
  const config = readConfig(values, complain);
  if (secrets === undefined || faults.any) throw faults.refusal();
  return { config, secrets };
}

/** What db:migrate needs: no app registration, no key. @throws StartError */
export function loadDatabaseConfig(env: Environment): { databaseUrl: string | undefined; dataDir: string } {
  const faults = new Faults();
  const { DATABASE_URL, CALMIRROR_DATA_DIR } = env;
  const values = readValues({ DATABASE_URL, CALMIRROR_DATA_DIR }, faults.complain);
  const databaseUrl = readDatabaseUrl(values, faults.complain);
  if (faults.any) throw faults.refusal();
  return { databaseUrl, dataDir: path.resolve(values.CALMIRROR_DATA_DIR) };
}

function readSecrets(values: Values, complain: Complain): Secrets | undefined {
  const encryptionKeys = parseKeys(values.ENCRYPTION_KEY, complain);
  const microsoft = readCredential(values, complain);
  const databaseUrl = readDatabaseUrl(values, complain);
  if (encryptionKeys === undefined || microsoft === undefined) return undefined;
  return { encryptionKeys, microsoft, databaseUrl, metricsToken: values.METRICS_TOKEN };
}

function readDatabaseUrl({ DATABASE_URL: url }: Values, complain: Complain): string | undefined {
  if (url !== undefined && !/^postgres(ql)?:\/\/./.test(url)) {
    complain('DATABASE_URL', 'must be an address that begins with postgres://');
  }
  return url;
}

function readCredential(values: Values, complain: Complain): Secrets['microsoft'] | undefined {
  const { MICROSOFT_CLIENT_SECRET: secret, MICROSOFT_CLIENT_CERTIFICATE: certificate } = values;
  if (secret !== undefined && certificate !== undefined) {
    complain('MICROSOFT_CLIENT_CERTIFICATE', 'and MICROSOFT_CLIENT_SECRET are both given: keep one');
  }
  if (certificate !== undefined) return parseCertificate(certificate, complain);
  if (secret !== undefined) return { kind: 'secret', secret };
  complain('MICROSOFT_CLIENT_SECRET', 'is missing: give it, or MICROSOFT_CLIENT_CERTIFICATE instead');
  return undefined;
}

const clouds = {
  global: { login: 'https://login.microsoftonline.com', graph: 'https://graph.microsoft.com' },
  us_gov: { login: 'https://login.microsoftonline.us', graph: 'https://graph.microsoft.us' },
  us_dod: { login: 'https://login.microsoftonline.us', graph: 'https://dod-graph.microsoft.us' },
  china: {
    login: 'https://login.partner.microsoftonline.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
  },
} as const;

function readConfig(values: Values, complain: Complain): Config {
  if (values.MICROSOFT_CLIENT_ID === undefined) complain('MICROSOFT_CLIENT_ID', 'is missing');
  const cloud = clouds[values.MICROSOFT_CLOUD];
  const apiUrl = parseUrl('API_URL', values.API_URL ?? `http://localhost:${values.PORT}`, complain);
  const frontendUrl =
    values.FRONTEND_URL === undefined ? apiUrl : parseUrl('FRONTEND_URL', values.FRONTEND_URL, complain);
  // Behind a proxy any port will do; only what a browser is sent to must be open to it.
  if (values.API_URL === undefined) refuseBlocked('PORT', values.PORT, complain);
  if (values.METRICS_PORT !== undefined && values.METRICS_TOKEN === undefined)
    complain('METRICS_TOKEN', 'is missing: METRICS_PORT answers only who sends it');
  refuseBlocked('SIMULATOR_PORT', values.SIMULATOR_PORT, complain);
  return {
    microsoft: {
      clientId: values.MICROSOFT_CLIENT_ID ?? '',
      tenant: values.MICROSOFT_TENANT_ID,
      loginUrl: parseOrigin('MICROSOFT_LOGIN_URL', values.MICROSOFT_LOGIN_URL ?? cloud.login, complain),
      graphUrl: parseOrigin('MICROSOFT_GRAPH_URL', values.MICROSOFT_GRAPH_URL ?? cloud.graph, complain),
    },
    apiUrl,
    frontendUrl,
    allowedOrigins: [...new Set([apiUrl, frontendUrl].flatMap(originsOf))],
    host: values.HOST ?? (isLoopback(apiUrl) ? 'localhost' : '0.0.0.0'),
    port: values.PORT,
    simulatorPort: values.SIMULATOR_PORT,
    metricsPort: values.METRICS_PORT,
    trustProxy: parseTrustProxy(values.TRUST_PROXY, complain),
    dataDir: path.resolve(values.CALMIRROR_DATA_DIR),
    role: values.ROLE,
    signUp: values.SIGN_UP,
    windowDays: { past: values.SYNC_WINDOW_PAST_DAYS, future: values.SYNC_WINDOW_FUTURE_DAYS },
    historyDays: values.HISTORY_DAYS,
    pollSeconds: readPollSeconds(values, complain),
    subscriptionDays: values.SUBSCRIPTION_DAYS,
    auditRetentionDays: values.AUDIT_RETENTION_DAYS,
    leaseSeconds: values.LEASE_SECONDS,
    logLevel: values.LOG_LEVEL,
    testClock: values.CALMIRROR_TEST_CLOCK,
  };
}

function readPollSeconds(values: Values, complain: Complain): Config['pollSeconds'] {
  const usual = values.POLL_INTERVAL_SECONDS;
  const least = values.POLL_INTERVAL_MIN_SECONDS ?? Math.ceil(usual / 5);
  const most = values.POLL_INTERVAL_MAX_SECONDS ?? usual * 3;
  if (least > usual) complain('POLL_INTERVAL_MIN_SECONDS', `must be at most POLL_INTERVAL_SECONDS, ${usual}`);
  if (most < usual) complain('POLL_INTERVAL_MAX_SECONDS', `must be at least POLL_INTERVAL_SECONDS, ${usual}`);
  return { least, usual, most };
}

function refuseBlocked(name: 'PORT' | 'SIMULATOR_PORT', port: number, complain: Complain): void {
  if (isBlockedPort(port)) complain(name, `must be another port: browsers refuse to open ${port}`);
}

const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];

function isLoopback(url: string): boolean {
  return URL.canParse(url) && loopbackNames.includes(new URL(url).hostname);
}

/** On this machine, people type any of its names. */
function originsOf(url: string): string[] {
  if (!URL.canParse(url)) return [];
  const { origin, protocol, port } = new URL(url);
  if (!isLoopback(url)) return [origin];
  return loopbackNames.map((name) => new URL(`${protocol}//${name}${port === '' ? '' : `:${port}`}`).origin);
}
