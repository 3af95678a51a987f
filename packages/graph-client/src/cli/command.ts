/** The command `graph-recurrence` as a function: flags and input in, text and exit code out. */
import { parseArgs } from 'node:util';

import { linesOf, reportOf } from './describe-series.ts';
import { readSeries } from './read-series.ts';

/** What the command has of its surroundings. */
export interface Outside {
  /** Ms since 1970. */
  readonly now: number;
  readonly readFile: (path: string) => Promise<string>;
  /** Undefined where a terminal is there instead of input. */
  readonly readStdin: (() => Promise<string>) | undefined;
}

export interface Outcome {
  readonly out: string;
  readonly err: string;
  /** 1: something cannot be read or written as a rule. 2: the flags are wrong. */
  readonly code: 0 | 1 | 2;
}

const HELP = `graph-recurrence: a recurrence of Microsoft Graph as an RRULE (RFC 5545), with its next dates

Usage: graph-recurrence [options] [file]

Reads JSON from the file or from standard input: a series master, a page of events, or a recurrence.

  --from <date>    dates from here on: RFC 3339, YYYY-MM-DD, or 'start' for the first of all (now)
  --count <n>      how many dates, 1 to 1000 (10)
  --json           machine-readable
  --help           show this text

  curl -H "Authorization: Bearer $TOKEN" https://graph.microsoft.com/v1.0/me/events/$ID | graph-recurrence`;

class UsageError extends Error {}

function readFlags(args: readonly string[], now: number) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        from: { type: 'string' },
        count: { type: 'string', default: '10' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (positionals.length > 1) throw new RangeError('One file at most, please.');
    return {
      ...values,
      file: positionals[0],
      count: readCount(values.count),
      from: readFrom(values.from, now),
    };
  } catch (error) {
    throw new UsageError(messageOf(error), { cause: error });
  }
}

function readCount(given: string): number {
  const count = Number(given);
  if (/^\d+$/.test(given) && count >= 1 && count <= 1_000) return count;
  throw new RangeError(`--count is a number from 1 to 1000, not '${given}'.`);
}

function readFrom(given: string | undefined, now: number): number | undefined {
  if (given === undefined) return now;
  if (given === 'start') return undefined;
  const at = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2}))?$/.test(given)
    ? Date.parse(given)
    : Number.NaN;
  if (Number.isNaN(at))
    throw new RangeError(`--from is a date, a moment with its offset, or 'start', not '${given}'.`);
  return at;
}

async function readInput(file: string | undefined, { readFile, readStdin }: Outside): Promise<string> {
  if (file === undefined) {
    if (readStdin === undefined) throw new UsageError(HELP);
    return readStdin();
  }
  try {
    return await readFile(file);
  } catch (error) {
    throw new Error(`The file '${file}' cannot be read: ${messageOf(error)}.`, { cause: error });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export async function runCommand(args: readonly string[], outside: Outside): Promise<Outcome> {
  try {
    const flags = readFlags(args, outside.now);
    if (flags.help) return { out: `${HELP}\n`, err: '', code: 0 };
    const series = readSeries(await readInput(flags.file, outside));
    const reports = series.map((event) => reportOf(event, flags.from, flags.count));
    const out = flags.json
      ? JSON.stringify(reports, null, 2)
      : reports.map((report) => linesOf(report).join('\n')).join('\n\n');
    return { out: `${out}\n`, err: '', code: reports.some(({ rule }) => 'code' in rule) ? 1 : 0 };
  } catch (error) {
    return { out: '', err: `${messageOf(error)}\n`, code: error instanceof UsageError ? 2 : 1 };
  }
}
