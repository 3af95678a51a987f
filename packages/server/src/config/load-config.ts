/**
 * Environment → checked config and secrets. All faults are said in one message, so that a person corrects
 * them in one go; a secret's value is never part of it.
 */
import path from 'node:path';

import type { Static } from 'typebox';
import { Value } from 'typebox/value';

import { StartError } from '../platform/start-error.ts';
import type { Config, Secrets } from './config.ts';
import { parseCertificate } from './parse-certificate.ts';
import { parseKeys, parseOrigin, parseTrustProxy, parseUrl } from './parse-values.ts';
import { variables } from './variables.ts';
import type { VariableName } from './variables.ts';

export type Environment = Readonly<Record<string, string | undefined>>;
type Values = Static<typeof variables>;

/** Takes note of a fault and goes on. */
export type Complain = (name: VariableName, message: string) => void;

/** @throws StartError naming every variable that is missing or wrong */
export function loadConfig(env: Environment): { config: Config; secrets: Secrets } {
  const faults: string[] = [];
  const complain: Complain = (name, message) => faults.push(`${name} ${message}`);
  const values = readValues(env, complain);
  // Later checks would only repeat what is wrong already.
  if (values === undefined) throw refusal(faults);

  const secrets = readSecrets(values, complain);
  const config = readConfig(values, complain);
  if (secrets === undefined || faults.length > 0) throw refusal(faults);
  return { config, secrets };
}

/** What db:migrate needs: no app registration, no key. @throws StartError */
export function loadDatabaseConfig(env: Environment): { databaseUrl: string | undefined; dataDir: string } {
  const faults: string[] = [];
  const { DATABASE_URL, CALMIRROR_DATA_DIR } = env;
  const values = readValues({ DATABASE_URL, CALMIRROR_DATA_DIR }, (name, message) => {
    faults.push(`${name} ${message}`);
  });
  if (values === undefined) throw refusal(faults);
  return { databaseUrl: values.DATABASE_URL, dataDir: path.resolve(values.CALMIRROR_DATA_DIR) };
}

function refusal(faults: readonly string[]): StartError {
  return new StartError(
    `The configuration is not complete:\n${faults.map((fault) => `  - ${fault}`).join('\n')}\nEvery variable is described in docs/configuration.md.`,
  );
}

function readValues(env: Environment, complain: Complain): Values | undefined {
  const given: Record<string, unknown> = {};
  for (const name of Object.keys(variables.properties)) {
    const value = env[name]?.trim();
    if (value !== undefined && value !== '') given[name] = value;
  }
  const values: unknown = Value.Convert(variables, Value.Default(variables, given));
  if (Value.Check(variables, values)) return values;
  for (const fault of Value.Errors(variables, values)) {
    const name = fault.instancePath.slice(1);
    if (isVariable(name)) complain(name, fault.message);
  }
  return undefined;
}

function isVariable(name: string): name is VariableName {
  return Object.hasOwn(variables.properties, name);
}

function readSecrets(values: Values, complain: Complain): Secrets | undefined {
  const encryptionKeys = parseKeys(values.ENCRYPTION_KEY, complain);
  const microsoft = readCredential(values, complain);
  const databaseUrl = values.DATABASE_URL;
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    complain('DATABASE_URL', 'must begin with postgres://');
  }
  if (encryptionKeys === undefined || microsoft === undefined) return undefined;
  return { encryptionKeys, microsoft, databaseUrl, metricsToken: values.METRICS_TOKEN };
}

function readCredential(values: Values, complain: Complain): Secrets['microsoft'] | undefined {
  const { MICROSOFT_CLIENT_SECRET: secret, MICROSOFT_CLIENT_CERTIFICATE: certificate } = values;
  if (secret !== undefined && certificate !== undefined) {
    complain('MICROSOFT_CLIENT_CERTIFICATE', 'and MICROSOFT_CLIENT_SECRET are both given: keep one');
  }
  if (certificate !== undefined) return parseCertificate(certificate, complain);
  if (secret !== undefined) return { kind: 'secret', secret };
  complain('MICROSOFT_CLIENT_SECRET', 'is missing (or MICROSOFT_CLIENT_CERTIFICATE)');
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
  const frontendUrl = parseUrl('FRONTEND_URL', values.FRONTEND_URL ?? apiUrl, complain);
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
    trustProxy: parseTrustProxy(values.TRUST_PROXY, complain),
    dataDir: path.resolve(values.CALMIRROR_DATA_DIR),
    role: values.ROLE,
    signUp: values.SIGN_UP,
    windowDays: { past: values.SYNC_WINDOW_PAST_DAYS, future: values.SYNC_WINDOW_FUTURE_DAYS },
    historyDays: values.HISTORY_DAYS,
    pollIntervalSeconds: values.POLL_INTERVAL_SECONDS,
    subscriptionDays: values.SUBSCRIPTION_DAYS,
    auditRetentionDays: values.AUDIT_RETENTION_DAYS,
    leaseSeconds: values.LEASE_SECONDS,
    logLevel: values.LOG_LEVEL,
    testClock: values.CALMIRROR_TEST_CLOCK,
  };
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
