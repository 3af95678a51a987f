/** Calmirror as a real process of its own, started as in production, that tells its memory and CPU time. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { freePort } from '../../packages/sandbox/src/free-port.ts';

export interface ServerMemory {
  /** Resident, after garbage was collected. */
  readonly rssMb: number;
  readonly heapMb: number;
}

export interface MeasuredServer extends AsyncDisposable {
  /** Nobody listens there where the role is worker. */
  readonly url: string;
  /** Lines of its log that are warnings or worse. */
  readonly complaints: readonly string[];
  /** Milliseconds since it was started. */
  cpu(): Promise<number>;
  memory(): Promise<ServerMemory>;
}

const MB = 1_048_576;
const main = path.resolve(import.meta.dirname, '../../packages/server/src/main.ts');
const probe = path.resolve(import.meta.dirname, 'probe.ts');

/** `env` is added to what every server needs. */
export async function startMeasuredServer(env: Readonly<Record<string, string>>): Promise<MeasuredServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = fork(main, {
    execArgv: ['--conditions=source', '--expose-gc', '--import', probe],
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      PORT: String(port),
      HOST: '127.0.0.1',
      API_URL: url,
      MICROSOFT_CLIENT_ID: 'bench',
      MICROSOFT_CLIENT_SECRET: 'bench',
      ENCRYPTION_KEY: '00112233445566778899aabbccddeeff',
      SIGN_UP: 'open',
      LOG_LEVEL: 'info',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const complaints: string[] = [];
  const isUp = Promise.withResolvers<void>();
  let rest = '';
  const read = (chunk: Buffer): void => {
    const lines = (rest + chunk.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.includes('Calmirror is up')) isUp.resolve();
      else if (!/"level":"(?:debug|info)"/.test(line)) complaints.push(line);
    }
  };
  child.stdout?.on('data', read);
  child.stderr?.on('data', read);
  child.once('exit', () => isUp.reject(new Error(`The server ended:\n${complaints.slice(-10).join('\n')}`)));
  await isUp.promise;
  return {
    url,
    complaints,
    cpu: async () => numberIn(await ask(child, 'cpu'), 'cpuMs'),
    memory: () => memoryOf(child),
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** The least of three: what is still under way when it is asked belongs to nobody. */
async function memoryOf(child: ChildProcess): Promise<ServerMemory> {
  const told: ServerMemory[] = [];
  for (let n = 0; n < 3; n += 1) {
    const answer = await ask(child, 'memory');
    told.push({ rssMb: numberIn(answer, 'rss') / MB, heapMb: numberIn(answer, 'heap') / MB });
    await sleep(300);
  }
  const [least] = told.toSorted((a, b) => a.rssMb - b.rssMb);
  if (least === undefined) throw new Error('The server was not asked.');
  return least;
}

async function ask(child: ChildProcess, what: 'cpu' | 'memory'): Promise<object> {
  child.send(what);
  const told = await new Promise<unknown>((resolve) => {
    child.once('message', resolve);
  });
  if (typeof told !== 'object' || told === null) throw new Error('The server did not tell what it costs.');
  return told;
}

function numberIn(told: object, name: string): number {
  const value: unknown = Reflect.get(told, name);
  if (typeof value !== 'number') throw new Error(`The server did not tell its ${name}.`);
  return value;
}
