import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

const command = path.resolve(import.meta.dirname, '../src/cli/main.ts');

async function run(
  args: readonly string[],
  input: string,
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ['--conditions=source', command, ...args]);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stdin.end(input);
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, out, err };
}

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
    const [noRule, noJson, noFlag] = await Promise.all([
      run([], JSON.stringify(bad)),
      run([], 'hello'),
      run(['--count', 'many'], ''),
    ]);
    expect(noRule).toMatchObject({ code: 1 });
    expect(noRule.out).toContain('No rule: pattern.type has a bad value (unknown_value).');
    expect(noJson).toEqual({ code: 1, out: '', err: 'This is not JSON.\n' });
    expect(noFlag.err).toContain('--count');
    expect(noFlag.code).toBe(2);
  });

  it('tells with --help how it is used', async () => {
    const { code, out } = await run(['--help'], '');
    expect(out).toContain('Usage: graph-recurrence');
    expect(code).toBe(0);
  });
});
