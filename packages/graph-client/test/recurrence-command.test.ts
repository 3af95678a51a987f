import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { runCommand } from '../src/cli/command.ts';
import type { Outcome } from '../src/cli/command.ts';

const command = path.resolve(import.meta.dirname, '../src/cli/main.ts');

/** As a process, which costs a second: whatever can, calls `run`. */
async function spawned(args: readonly string[], input: string): Promise<Outcome> {
  const child = spawn(process.execPath, ['--conditions=source', command, ...args]);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stdin.end(input);
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0 && code !== 1 && code !== 2) throw new Error(`It ended with ${code}: ${err}`);
  return { out, err, code };
}

const now = Date.parse('2024-05-01T00:00:00Z');
const run = (args: readonly string[], input: string): Promise<Outcome> =>
  runCommand(args, {
    now,
    readFile: async (name) => Promise.reject(new Error(`no ${name}`)),
    readStdin: async () => Promise.resolve(input),
  });

const lastWeekday = {
  id: 'M',
  subject: 'Closing',
  start: { dateTime: '2024-01-31T16:00:00.0000000', timeZone: 'UTC' },
  recurrence: {
    pattern: {
      type: 'relativeMonthly',
      interval: 1,
      index: 'last',
      daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
    },
    range: { type: 'noEnd', startDate: '2024-01-31', recurrenceTimeZone: 'W. Europe Standard Time' },
  },
};

describe('the command graph-recurrence', () => {
  it('prints the rule, the zone and the next dates of a series master', async () => {
    const { code, out } = await run(['--from', '2024-03-01', '--count', '2'], JSON.stringify(lastWeekday));
    expect(out.split('\n')).toEqual([
      'Closing',
      'DTSTART;TZID=Europe/Berlin:20240131T170000',
      'RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
      'Local time in Europe/Berlin, and UTC:',
      '  2024-03-29T17:00:00  2024-03-29T16:00:00Z',
      '  2024-04-30T17:00:00  2024-04-30T15:00:00Z',
      '',
    ]);
    expect(code).toBe(0);
  });

  it('reads a bare recurrence as one of dates, and a page event by event, as JSON where asked', async () => {
    const { recurrence } = lastWeekday;
    const page = { value: [{ id: 'S', subject: 'Once' }, lastWeekday] };
    const bare = await run(['--json', '--from', 'start', '--count', '1'], JSON.stringify(recurrence));
    expect(JSON.parse(bare.out)).toMatchObject([
      { rule: { dtStart: '2024-01-31', timeZone: null }, next: [{ local: '2024-01-31', utc: null }] },
    ]);
    const listed = await run(['--json'], JSON.stringify(page));
    expect(JSON.parse(listed.out)).toMatchObject([{ subject: 'Closing' }]);
  });

  it('says in a sentence what is wrong, with exit code 1 for the input and 2 for its flags', async () => {
    const bad = {
      ...lastWeekday,
      recurrence: { ...lastWeekday.recurrence, pattern: { type: 'lunar', interval: 1 } },
    };
    const [noRule, noJson, noFlag, noEvent, noSeries, noFile] = await Promise.all([
      run([], JSON.stringify(bad)),
      run([], 'hello'),
      run(['--count', 'many'], ''),
      run([], '{"recurrence":{"pattern":5,"range":{}}}'),
      run([], '{"id":"S"}'),
      run(['there.json'], ''),
    ]);
    expect(noRule).toMatchObject({ code: 1 });
    expect(noRule.out).toContain('No rule: pattern.type has a bad value (unknown_value).');
    expect(noJson).toEqual({ code: 1, out: '', err: 'This is not JSON.\n' });
    expect(noFlag.err).toContain('--count');
    expect(noFlag.code).toBe(2);
    expect(noEvent).toMatchObject({ code: 1, out: '' });
    expect(noEvent.err).toMatch(/^This is no event of Graph's\..* \/recurrence\/pattern must be object\.\n$/);
    expect(noSeries.err).toBe('There is no recurrence in this JSON: it stands on series masters only.\n');
    expect(noFile).toEqual({
      code: 1,
      out: '',
      err: "The file 'there.json' cannot be read: no there.json.\n",
    });
  });

  it('begins with today unless told otherwise, and takes an event that was cut down to what matters', async () => {
    const { subject, start, recurrence } = lastWeekday;
    const { out } = await run(['--count', '1'], `\uFEFF${JSON.stringify({ subject, start, recurrence })}`);
    expect(out.trimEnd().split('\n').at(-1)).toBe('  2024-05-31T17:00:00  2024-05-31T15:00:00Z');
  });

  it('tells with --help how it is used, and where there is no input', async () => {
    const { out, code } = await run(['--help'], '');
    expect(out).toContain('Usage: graph-recurrence');
    expect(code).toBe(0);
    const outside = { now, readFile: async () => Promise.resolve(''), readStdin: undefined };
    expect(await runCommand([], outside)).toEqual({ out: '', err: out, code: 2 });
  });

  it('is an executable that reads a file or its standard input', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'graph-recurrence-'));
    try {
      const file = path.join(folder, 'master.json');
      await writeFile(file, JSON.stringify(lastWeekday));
      const args = ['--from', 'start', '--count', '1'];
      const [fromFile, fromInput, failed] = await Promise.all([
        spawned([...args, file], ''),
        spawned(args, JSON.stringify(lastWeekday)),
        spawned(['--nothing'], ''),
      ]);
      expect(fromFile).toMatchObject({ code: 0, err: '' });
      expect(fromFile.out).toContain('  2024-01-31T17:00:00');
      expect(fromInput).toEqual(fromFile);
      expect(failed).toMatchObject({ code: 2, out: '' });
      expect(failed.err).toContain('--nothing');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
