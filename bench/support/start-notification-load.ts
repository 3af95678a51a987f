import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import type { Static } from 'typebox';
import { Value } from 'typebox/value';

import { LoadResult } from './notification-load.ts';
import type { Load } from './notification-load.ts';

export interface NotificationLoad extends AsyncDisposable {
  send(load: Load): Promise<Static<typeof LoadResult>>;
}

export function startNotificationLoad(): NotificationLoad {
  const child = fork(path.join(import.meta.dirname, 'notification-load.ts'));
  return {
    send: async (load) => {
      const answered = new Promise<unknown>((resolve) => {
        child.once('message', resolve);
      });
      child.send(load);
      return Value.Parse(LoadResult, await answered);
    },
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}
