/**
 * The server as a real process, so that tests can kill it at any line and start it again: at the same address,
 * on the same database. Its log is kept, in one list over all its lives.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ServerProcess extends AsyncDisposable {
  readonly url: string;
  /** Every line it has written so far. */
  readonly output: readonly string[];
  readonly pid: number | undefined;
  /** Resolves when it is ready for requests. */
  start(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** SIGTERM, and what it exits with. */
  stop(): Promise<number | null>;
}

const READY_WITHIN_MS = 30_000;

/** Not started yet. `env` is all it is told, PATH aside. */
export function serverProcess(url: string, env: Readonly<Record<string, string>>): ServerProcess {
  const output: string[] = [];
  let child: ChildProcess | undefined;

  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    const ending = child;
    if (ending === undefined) return null;
    child = undefined;
    if (ending.exitCode === null && ending.signalCode === null) {
      ending.kill(signal);
      await once(ending, 'exit');
    }
    return ending.exitCode;
  };

  return {
    url,
    output,
    get pid() {
      return child?.pid;
    },
    start: async () => {
      const started = spawn(process.execPath, ['--conditions=source', mainFile()], {
        env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child = started;
      const before = output.length;
      for (const stream of [started.stdout, started.stderr]) {
        createInterface(stream).on('line', (line) => output.push(line));
      }
      const until = performance.now() + READY_WITHIN_MS;
      while (!(env['ROLE'] === 'worker' ? output.slice(before).some(saysItIsUp) : await isReady(url))) {
        if (started.exitCode !== null || performance.now() > until) {
          throw new Error(`The server did not become ready:\n${output.slice(-20).join('\n')}`);
        }
        await sleep(20);
      }
    },
    kill: async () => {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
    [Symbol.asyncDispose]: async () => {
      await end('SIGTERM');
    },
  };
}

/** A process of role worker has no door to ask at. Needs LOG_LEVEL info or finer. */
function saysItIsUp(line: string): boolean {
  return line.includes('Calmirror is up');
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`)).ok;
  } catch {
    return false;
  }
}

function mainFile(): string {
  const app = createRequire(import.meta.url).resolve('@calmirror/server');
  return path.join(path.dirname(app), path.extname(app) === '.ts' ? 'main.ts' : 'main.js');
}
