import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export interface PageServer extends AsyncDisposable {
  readonly url: string;
  /** Of all pages together. */
  readonly bytes: number;
}

export function startPageServer(events: number, pageSize: number): Promise<PageServer> {
  return start('page-server.ts', [events, pageSize]);
}

/** `bytes` says nothing here. */
export function startEditServer(events: number): Promise<PageServer> {
  return start('edit-server.ts', [events]);
}

async function start(file: string, options: readonly number[]): Promise<PageServer> {
  const child = fork(path.join(import.meta.dirname, file), options.map(String));
  const ready = await new Promise<unknown>((resolve) => {
    child.once('message', resolve);
  });
  if (typeof ready !== 'object' || ready === null || !('url' in ready) || !('bytes' in ready)) {
    throw new Error('The page server did not start.');
  }
  return {
    url: String(ready.url),
    bytes: Number(ready.bytes),
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}
