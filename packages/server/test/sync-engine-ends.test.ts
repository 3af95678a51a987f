import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { startEngine } from './support/engine.ts';
import type { Engine, EngineCalendar } from './support/engine.ts';

let engine: Engine;

beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine[Symbol.asyncDispose]());
afterEach(() => engine.simulator.control.clearFaults());

const connectionOf = (calendar: EngineCalendar) =>
  engine.db
    .selectFrom('calendar_connection')
    .select(['status', 'status_reason', 'last_error_code'])
    .where('id', '=', calendar.connectionId)
    .executeTakeFirstOrThrow();

const countOf = async (calendar: EngineCalendar): Promise<number> => {
  const row = await engine.db
    .selectFrom('calendar_event')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('connection_id', '=', calendar.connectionId)
    .executeTakeFirstOrThrow();
  return row.count;
};

const appointment = (subject: string, extra: object = {}): object => ({
  subject,
  start: { dateTime: '2027-01-11T09:00:00', timeZone: 'UTC' },
  end: { dateTime: '2027-01-11T10:00:00', timeZone: 'UTC' },
  ...extra,
});

async function ownCalendar(name: string): Promise<EngineCalendar> {
  const owner = await engine.connect('alex@contoso.example');
  await owner.graph('POST', '/calendars', { name });
  const calendar = await engine.connect('alex@contoso.example', name);
  await calendar.graph('POST', `/calendars/${calendar.calendarId}/events`, appointment('Kick-off'));
  await calendar.settle();
  expect(await countOf(calendar)).toBe(1);
  return calendar;
}

describe('a calendar that is deleted in Outlook', () => {
  it('is gone, says so in a sentence, and keeps its events', async () => {
    const calendar = await ownCalendar('Short-lived');
    await calendar.graph('DELETE', `/calendars/${calendar.calendarId}`);
    await calendar.notify();
    await calendar.settle();
    expect(await connectionOf(calendar)).toEqual({
      status: 'gone',
      status_reason:
        'This calendar no longer exists in Outlook. Its events are kept until you disconnect it.',
      last_error_code: 'not_found',
    });
    expect(await countOf(calendar)).toBe(1);
    await expect(
      engine.sync.requestSync({ connectionId: calendar.connectionId, userId: calendar.userId, full: false }),
    ).rejects.toThrow('no longer exists in Outlook');
  });
});

describe('a calendar that Microsoft denies access to', () => {
  it('is forbidden, says who can help, and keeps its events', async () => {
    const calendar = await ownCalendar('Locked');
    await engine.simulator.control.setFaults({
      rules: [
        {
          match: { pathPattern: 'calendarView/delta' },
          action: { type: 'status', status: 403, code: 'ErrorAccessDenied' },
        },
      ],
    });
    await calendar.notify();
    await calendar.settle();
    expect(await connectionOf(calendar)).toMatchObject({ status: 'forbidden', last_error_code: 'forbidden' });
    expect((await connectionOf(calendar)).status_reason).toContain('Ask its owner or an administrator');
    expect(await countOf(calendar)).toBe(1);
  });
});

describe('a mailbox that is not in Exchange Online', () => {
  it('is unsupported, says so in a sentence, and keeps its events', async () => {
    const calendar = await ownCalendar('On premises');
    await engine.simulator.control.setFaults({
      rules: [
        {
          match: { pathPattern: 'calendarView/delta' },
          action: { type: 'status', status: 404, code: 'MailboxNotEnabledForRESTAPI' },
        },
      ],
    });
    await calendar.notify();
    await calendar.settle();
    expect(await connectionOf(calendar)).toEqual({
      status: 'unsupported',
      status_reason: 'This mailbox is not in Exchange Online, so Microsoft Graph cannot read it.',
      last_error_code: 'mailbox_unsupported',
    });
    expect(await countOf(calendar)).toBe(1);
  });
});

describe('the importance of an event', () => {
  it.each([
    ['low', 'LOW'],
    ['normal', 'NORMAL'],
    ['high', 'HIGH'],
  ])('%s in Outlook is %s in the mirror', async (importance, mirrored) => {
    const calendar = await engine.connect('megan@contoso.example');
    const created = await calendar.graph(
      'POST',
      `/calendars/${calendar.calendarId}/events`,
      appointment(`Of ${importance} importance`, { importance }),
    );
    await calendar.settle();
    const row = await engine.db
      .selectFrom('calendar_event')
      .select('importance')
      .where('connection_id', '=', calendar.connectionId)
      .where('external_id', '=', String(created['id']))
      .executeTakeFirstOrThrow();
    expect(row.importance).toBe(mirrored);
  });
});
