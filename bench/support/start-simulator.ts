import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import { createControlClient } from '@calmirror/graph-simulator';
import type { Simulator } from '@calmirror/graph-simulator';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

const Ready = Type.Object({ url: Type.String(), clientId: Type.String(), clientSecret: Type.String() });

export async function startSimulatorProcess(mailboxes: number, eventsEach: number): Promise<Simulator> {
  const child = fork(path.join(import.meta.dirname, 'simulator-process.ts'), [
    String(mailboxes),
    String(eventsEach),
  ]);
  const message = await new Promise<unknown>((resolve) => {
    child.once('message', resolve);
  });
  const ready = Value.Parse(Ready, message);
  return {
    ...ready,
    control: createControlClient(ready.url),
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}
