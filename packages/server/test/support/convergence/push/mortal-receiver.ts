/** A door for notifications in a process of its own, from its start to its SIGKILL between commit and answer. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { request as send } from 'node:http';
import path from 'node:path';

import type { BehindFront } from './front.ts';

export interface MortalReceiver extends BehindFront {
  /** SIGKILL; returns when it is gone. */
  kill(): Promise<void>;
}

/** @param onCommitted told what it has committed and not yet answered; then it is killed */
export async function startMortalReceiver(
  surroundings: { readonly databaseUrl: string; readonly simulatorUrl: string },
  onCommitted: (items: readonly unknown[]) => Promise<void>,
): Promise<MortalReceiver> {
  const child = fork(path.join(import.meta.dirname, 'receiver-process.ts'), [JSON.stringify(surroundings)], {
    execArgv: ['--conditions=source'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const life = new AbortController();
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    life.abort();
  };
  const started: unknown[] = await Promise.race([once(child, 'message'), ended]);
  const [first] = started;
  if (
    typeof first !== 'object' ||
    first === null ||
    !('address' in first) ||
    typeof first.address !== 'string'
  )
    throw new Error('The process of the door did not start.');
  const { address } = first;
  child.on('message', (message: unknown) => {
    if (typeof message !== 'object' || message === null || !('committed' in message)) return;
    const items: unknown = message.committed;
    void onCommitted(Array.isArray(items) ? items : []).then(kill);
  });
  return {
    signal: life.signal,
    kill,
    route: (request, response) => {
      const { method, headers } = request;
      const onward = send(`${address}${request.url ?? '/'}`, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      request.pipe(onward);
    },
  };
}
