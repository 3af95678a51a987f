/**
 * What `npm start` tells the server. Pure but for the key. With MICROSOFT_CLIENT_ID the person means the real
 * Microsoft, and nothing is simulated.
 */
import { DEMO_CLIENT_ID, DEMO_CLIENT_SECRET } from '@calmirror/graph-simulator';

export type Environment = Readonly<Record<string, string | undefined>>;

export function isSimulated(env: Environment): boolean {
  return (env['MICROSOFT_CLIENT_ID'] ?? '').trim() === '';
}

/** Adds what is not said. Logs stay out of the way of the addresses that are printed. */
export function sandboxEnvironment(env: Environment, encryptionKey: string): Environment {
  const told = Object.fromEntries(Object.entries(env).filter(([, value]) => (value ?? '').trim() !== ''));
  const defaults = { ENCRYPTION_KEY: encryptionKey, LOG_LEVEL: 'warn' };
  if (!isSimulated(env)) return { ...defaults, ...told };
  const microsoft = `http://localhost:${told['SIMULATOR_PORT'] ?? '4010'}`;
  return {
    ...defaults,
    ...told,
    MICROSOFT_CLIENT_ID: DEMO_CLIENT_ID,
    MICROSOFT_CLIENT_SECRET: DEMO_CLIENT_SECRET,
    MICROSOFT_CLIENT_CERTIFICATE: undefined,
    MICROSOFT_TENANT_ID: 'common',
    MICROSOFT_LOGIN_URL: microsoft,
    MICROSOFT_GRAPH_URL: microsoft,
  };
}
