#!/usr/bin/env node
/** The executable `graph-recurrence`. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';

import { systemNow } from '../clock.ts';
import { runCommand } from './command.ts';

const { stdin, stdout, stderr } = process;
const { out, err, code } = await runCommand(process.argv.slice(2), {
  now: systemNow(),
  readFile: (path) => readFile(path, 'utf8'),
  readStdin: stdin.isTTY ? undefined : () => text(stdin),
});
stdout.write(out);
stderr.write(err);
process.exitCode = code;
