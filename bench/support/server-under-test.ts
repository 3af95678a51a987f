import { freePort } from '../../packages/sandbox/src/free-port.ts';
import { serverProcess } from '../../packages/sandbox/src/server-process.ts';
import type { ServerProcess } from '../../packages/sandbox/src/server-process.ts';

const ENCRYPTION_KEY = '00112233445566778899aabbccddeeff';

/** The product as a process of its own, on a given database, with real leases and a real clock. */
export async function startServer(options: {
  readonly databaseUrl: string;
  readonly role: 'api' | 'worker' | 'all';
  readonly microsoftUrl?: string;
  readonly client?: { readonly id: string; readonly secret: string };
}): Promise<ServerProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const microsoft = options.microsoftUrl ?? 'http://127.0.0.1:9';
  const server = serverProcess(url, {
    ROLE: options.role,
    PORT: String(port),
    HOST: '127.0.0.1',
    API_URL: url,
    DATABASE_URL: options.databaseUrl,
    ENCRYPTION_KEY,
    MICROSOFT_CLIENT_ID: options.client?.id ?? 'none',
    MICROSOFT_CLIENT_SECRET: options.client?.secret ?? 'none',
    MICROSOFT_LOGIN_URL: microsoft,
    MICROSOFT_GRAPH_URL: microsoft,
    SIGN_UP: 'open',
    LOG_LEVEL: 'error',
  });
  await server.start();
  return server;
}
