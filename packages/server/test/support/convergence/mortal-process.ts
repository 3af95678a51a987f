/** A worker in a process of its own, from its start to its SIGKILL. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export interface MortalProcess {
  /** Until nothing is due, or it is killed. */
  work(): Promise<void>;
  /** SIGKILL; returns when it is gone. */
  kill(): Promise<void>;
}

export async function startMortalProcess(surroundings: {
  readonly databaseUrl: string;
  readonly simulator: { readonly url: string; readonly clientId: string; readonly clientSecret: string };
  readonly pageSize: number;
}): Promise<MortalProcess> {
  const { databaseUrl, pageSize } = surroundings;
  const { url, clientId, clientSecret } = surroundings.simulator;
  const argument = JSON.stringify({ databaseUrl, pageSize, simulator: { url, clientId, clientSecret } });
  const child = fork(path.join(import.meta.dirname, 'worker-process.ts'), [argument], {
    execArgv: ['--conditions=source'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const answer = async (): Promise<void> => {
    const [message]: unknown[] = await Promise.race([
      once(child, 'message'),
      ended.then(() => [{ gone: true }]),
    ]);
    if (typeof message === 'object' && message !== null && 'error' in message) {
      throw new Error(`The worker's process: ${String(message.error)}`);
    }
  };
  await answer();
  return {
    work: () => {
      child.send({ work: true });
      return answer();
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
