import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createControlClient } from '../src/index.ts';

const CLI = path.resolve(import.meta.dirname, '../src/cli.ts');

function run(...flags: string[]) {
  const child = spawn(process.execPath, ['--conditions=source', CLI, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  const ended = once(child, 'close').then(([code]) => Number(code));
  return {
    child,
    ended,
    output: () => output,
    /** Waits for a piece of output; fails when the process ends without it. */
    says: async (pattern: RegExp): Promise<RegExpExecArray> => {
      const over = ended.then(() => true);
      for (;;) {
        const match = pattern.exec(output);
        if (match !== null) return match;
        const next = Promise.race([
          once(child.stdout, 'data').then(() => false),
          once(child.stderr, 'data').then(() => false),
          over,
        ]);
        if ((await next) && !pattern.test(output)) throw new Error(`It said only: ${output}`);
      }
    },
  };
}

describe('the executable', () => {
  it('prints its address and accounts, serves, and ends with 0 on SIGTERM and SIGINT', async () => {
    const startAndStop = async (signal: NodeJS.Signals) => {
      const cli = run('--port', '0');
      const [, url = ''] = await cli.says(/(http:\/\/127\.0\.0\.1:\d+)\n[\s\S]+nadia@/);
      expect(cli.output()).toContain('adele@contoso.example');
      expect((await createControlClient(url).clock()).offsetMs).toBe(0);
      cli.child.kill(signal);
      return cli.ended;
    };
    expect(await Promise.all([startAndStop('SIGTERM'), startAndStop('SIGINT')])).toEqual([0, 0]);
  });

  it('says in a sentence that its port is taken or that a flag is wrong, and ends with 2', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const taken = run('--port', String(port));
    const wrong = run('--port', 'http');
    expect(await taken.ended).toBe(2);
    expect(taken.output()).toBe(`Port ${port} is taken by another program. Choose one with --port.\n`);
    other.close();
    expect(await wrong.ended).toBe(2);
    expect(wrong.output()).toBe("--port is a number from 0 to 65535, not 'http'.\n");
  });
});
