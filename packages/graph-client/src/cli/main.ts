#!/usr/bin/env node
/** The executable `graph-recurrence`: reads its flags and its input, prints, sets the exit code. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';

import { systemNow } from '../clock.ts';
import { linesOf, reportOf } from './describe-series.ts';
import { readSeries } from './read-series.ts';

const HELP = `graph-recurrence: a recurrence of Microsoft Graph as an RRULE (RFC 5545), with its next dates

Usage: graph-recurrence [options] [file]

Reads JSON from the file or from standard input: a series master, a page of events, or a recurrence.

  --from <date>    dates from here on: RFC 3339, YYYY-MM-DD, or 'start' for the first of all (now)
  --count <n>      how many dates, 1 to 1000 (10)
  --json           machine-readable
  --help           show this text

  curl -H "Authorization: Bearer $TOKEN" https://graph.microsoft.com/v1.0/me/events/$ID | graph-recurrence`;

class UsageError extends Error {}

function readFlags() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        from: { type: 'string' },
        count: { type: 'string', default: '10' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (positionals.length > 1) throw new RangeError('One file at most, please.');
    return { ...values, file: positionals[0], count: readCount(values.count), from: readFrom(values.from) };
  } catch (error) {
    throw new UsageError(messageOf(error), { cause: error });
  }
}

function readCount(given: string): number {
  const count = Number(given);
  if (/^\d+$/.test(given) && count >= 1 && count <= 1_000) return count;
  throw new RangeError(`--count is a number from 1 to 1000, not '${given}'.`);
}

function readFrom(given: string | undefined): number | undefined {
  if (given === undefined) return systemNow();
  if (given === 'start') return undefined;
  const at = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2}))?$/.test(given)
    ? Date.parse(given)
    : Number.NaN;
  if (Number.isNaN(at))
    throw new RangeError(`--from is a date, a moment with its offset, or 'start', not '${given}'.`);
  return at;
}

async function readInput(file: string | undefined): Promise<string> {
  if (file !== undefined) return readFile(file, 'utf8');
  if (process.stdin.isTTY) throw new UsageError(HELP);
  return text(process.stdin);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function main(): Promise<void> {
  const flags = readFlags();
  if (flags.help) {
    console.log(HELP);
    return;
  }
  const reports = readSeries(await readInput(flags.file)).map((event) =>
    reportOf(event, flags.from, flags.count),
  );
  console.log(
    flags.json
      ? JSON.stringify(reports, null, 2)
      : reports.map((report) => linesOf(report).join('\n')).join('\n\n'),
  );
  if (reports.some(({ rule }) => 'code' in rule)) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
