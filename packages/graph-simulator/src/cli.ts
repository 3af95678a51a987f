#!/usr/bin/env node
/** The executable: reads its flags, starts one simulator, stops it when told to. */
import { parseArgs } from 'node:util';
import type { Simulator } from './index.ts';

const HELP = `graph-simulator: a simulated Microsoft Entra ID and Graph calendar service

Usage: graph-simulator [options]

  --port <number>   port to listen on (4010; 0 takes a free one)
  --host <address>  address to listen on (127.0.0.1)
  --log             print a line per request
  --help            show this text

Entra ID is at /{tenant}/..., Microsoft Graph at /v1.0/..., the control API at /_sim.`;

class UsageError extends Error {}

function readFlags() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '4010' },
        host: { type: 'string', default: '127.0.0.1' },
        log: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return { ...values, port: readPort(values.port) };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new RangeError(`--port is a number from 0 to 65535, not '${text}'.`);
}

async function announce(simulator: Simulator): Promise<void> {
  const { accounts } = await simulator.control.accounts();
  const lines = accounts.map((account) => {
    const note = account.requiresAdminConsent ? '  (an admin must consent first)' : '';
    return `  ${account.userPrincipalName.padEnd(28)} ${account.displayName}${note}`;
  });
  console.log(`Graph simulator: ${simulator.url}
  control API          ${simulator.url}/_sim
  client id            ${simulator.clientId}
  client secret        ${simulator.clientSecret}
Demo accounts, no passwords:
${lines.join('\n')}`);
}

function describeStartFailure(error: unknown, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `Port ${port} is taken by another program. Choose one with --port.`;
  return error instanceof Error ? error.message : String(error);
}

async function main(): Promise<void> {
  const flags = readFlags();
  if (flags.help) {
    console.log(HELP);
    return;
  }
  const stopped = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.resolve());
  let simulator: Simulator;
  try {
    // Loaded only now: a wrong flag is answered at once.
    const { startSimulator } = await import('./index.ts');
    simulator = await startSimulator({ port: flags.port, host: flags.host, log: flags.log });
  } catch (error) {
    throw new UsageError(describeStartFailure(error, flags.port), { cause: error });
  }
  await using running = simulator;
  await announce(running);
  await stopped.promise;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
