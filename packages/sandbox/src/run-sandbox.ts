/**
 * A simulated Microsoft and Calmirror in one process, ready to be tried. With MICROSOFT_CLIENT_ID set,
 * Calmirror alone against the real Microsoft. Needs nothing of the machine but this checkout.
 */
import path from 'node:path';

import { startSimulator } from '@calmirror/graph-simulator';
import type { Simulator } from '@calmirror/graph-simulator';
import { startApp } from '@calmirror/server';
import type { App } from '@calmirror/server';
import { loadConfig } from '@calmirror/server/config/load-config';
import { createLogger } from '@calmirror/server/platform/logger';
import { StartError } from '@calmirror/server/platform/start-error';
import { buildPage } from '@calmirror/web/build';

import { freshDatabase } from './fresh-database.ts';
import { isSimulated, sandboxEnvironment } from './sandbox-environment.ts';
import { sandboxKey } from './sandbox-key.ts';
import { whichMicrosoft } from './which-microsoft.ts';

/** Mirrors of real mailboxes would find their accounts unknown to the simulator, and be disconnected. */
const OWN_DATABASE_ONLY =
  'DATABASE_URL is set and MICROSOFT_CLIENT_ID is not: the simulator works on a database of its own only. ' +
  'Set MICROSOFT_CLIENT_ID for the real Microsoft, or leave DATABASE_URL out to try the simulator.';

async function run(): Promise<void> {
  const { env } = process;
  const dataDir = path.resolve((env['CALMIRROR_DATA_DIR'] ?? '').trim() || '.calmirror');
  const { config, secrets } = loadConfig(sandboxEnvironment(env, sandboxKey(dataDir)));
  const logger = createLogger({ level: config.logLevel });
  const asked = Promise.withResolvers<void>();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => asked.resolve());

  const pageIsBuilt = buildPage();
  // Awaited below, where its failure is told; until then it must not end the process by itself.
  pageIsBuilt.catch(() => undefined);
  await using running = new AsyncDisposableStack();
  let simulator: Simulator | undefined;
  let { databaseUrl } = secrets;
  if (isSimulated(env)) {
    if (databaseUrl !== undefined) throw new StartError(OWN_DATABASE_ONLY);
    simulator = running.use(await startMicrosoft(config.simulatorPort));
    databaseUrl = running.use(await freshDatabase(path.join(dataDir, 'sandbox'), logger)).url;
  }
  const app = running.use(await startApp({ config, secrets: { ...secrets, databaseUrl }, logger }));
  await pageIsBuilt;
  console.log(await announcement(app, config.apiUrl, simulator ?? whichMicrosoft(env, config.microsoft)));
  await asked.promise;
  console.log('Stopping …');
}

async function startMicrosoft(port: number): Promise<Simulator> {
  try {
    return await startSimulator({ port, host: 'localhost', clientName: 'Calmirror' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new StartError(
        `Another program listens at port ${port}: stop it, or set SIMULATOR_PORT to another one.`,
        { cause: error },
      );
    }
    throw error;
  }
}

async function announcement(app: App, apiUrl: string, microsoft: Simulator | string): Promise<string> {
  const lines = ['', `  Calmirror            ${apiUrl}`, `  API, to be tried     ${apiUrl}/api/docs`];
  if (typeof microsoft === 'string') {
    lines.push(
      `  Microsoft            ${microsoft}`,
      '',
      `  Redirect URI to register: ${apiUrl}/api/oauth/microsoft/callback`,
    );
  } else {
    const { accounts } = await microsoft.control.accounts();
    lines.push(
      `  Simulated Outlook    ${microsoft.url}/_sim/outlook`,
      `  Simulated Microsoft  ${microsoft.url}   (its controls: ${microsoft.url}/_sim)`,
      '',
      `  Begin with ${apiUrl}: make an account, connect one of these, and edit in Outlook beside it.`,
      '',
      '  Demo accounts, no passwords:',
      ...accounts.map((account) => {
        const note = account.requiresAdminConsent ? '   an administrator must consent first' : '';
        return `    ${account.userPrincipalName.padEnd(30)}${account.displayName}${note}`;
      }),
      '',
      '  Everything here begins anew with each start. The same by HTTP, step by step: docs/first-mirror.md',
    );
  }
  if (app.pollingBecause !== undefined)
    lines.push('', `  Calendars are polled, not pushed. ${app.pollingBecause}`);
  return `${lines.join('\n')}\n`;
}

/** Ends the process. */
export async function runSandbox(): Promise<never> {
  try {
    await run();
    return process.exit(0);
  } catch (error) {
    console.error(error instanceof StartError ? error.message : error);
    return process.exit(1);
  }
}
