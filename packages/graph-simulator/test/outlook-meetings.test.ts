import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator } from '../src/index.ts';
import type { Simulator, TruthEvent } from '../src/index.ts';

const ADELE = 'adele@contoso.example';
const ALEX = 'alex@contoso.example';

/** Monday 8 March 2027 in UTC, as the form of a new event sends it. */
const FORM = {
  user: ADELE,
  title: 'Plan',
  startDate: '2027-03-08',
  endDate: '2027-03-08',
  startTime: '09:00',
  endTime: '10:00',
  zone: 'UTC',
};
const DAILY = { ...FORM, repeat: 'daily', ends: 'count', count: '4', lastDate: '2027-03-30' };

describe('meetings on the Outlook page', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(() => simulator[Symbol.asyncDispose]());
  beforeEach(() => simulator.control.reset());

  const page = async (path: string): Promise<string> => (await fetch(new URL(path, simulator.url))).text();
  const post = (path: string, fields: Readonly<Record<string, string>>) =>
    fetch(`${simulator.url}/_sim/outlook/${path}`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      redirect: 'manual',
    });
  const calendarOf = async (user: string): Promise<string> => {
    const { accounts } = await simulator.control.accounts();
    const account = accounts.find(({ userPrincipalName }) => userPrincipalName === user);
    return account?.calendars.find(({ isDefault }) => isDefault)?.id ?? '';
  };
  const create = async (fields: Readonly<Record<string, string>>): Promise<void> => {
    const response = await post('save', { ...fields, calendar: await calendarOf(ADELE) });
    expect(response.status).toBe(303);
  };
  const march = async (user: string): Promise<readonly TruthEvent[]> => {
    const window = { start: '2027-03-08T00:00:00Z', end: '2027-03-20T00:00:00Z' };
    const { events } = await simulator.control.truth({ user, ...window });
    return events.filter(({ subject, type }) => /Plan|Later/.test(subject ?? '') && type !== 'seriesMaster');
  };
  const said = (events: readonly TruthEvent[]): string[] =>
    events.map(({ start, subject }) => `${start.slice(8, 16)} ${subject}`);
  /** What the form of an event of a day sends along, besides what is typed. */
  const opened = async (
    user: string,
    day: string,
  ): Promise<{ html: string; fields: Record<string, string> }> => {
    const html = await page(`/_sim/outlook?user=${user}&date=2027-03-08`);
    const links = [...html.matchAll(/<a\s[^>]*>/g)].map(([tag]) => tag);
    const link = links.find((tag) => /aria-label="[^"]*Plan,/.test(tag) && tag.includes(day));
    const href = (/href="([^"]*)"/.exec(link ?? '')?.[1] ?? '').replaceAll('&amp;', '&');
    const form = await page(href);
    const fields: Record<string, string> = { user };
    for (const name of ['event', 'occurrence', 'version'])
      fields[name] = new RegExp(`name="${name}" value="([^"]*)"`).exec(form)?.[1] ?? '';
    return { html: form, fields };
  };

  it('an invited person finds the meeting in the own week, and the organizer the answer', async () => {
    await create({ ...FORM, invited: `${ALEX}; lee@elsewhere.example` });
    const { html, fields } = await opened(ALEX, '8 March');
    expect(html).toContain('A meeting of Adele Vance. You have not answered yet.');
    expect(html).not.toContain('name="invited"');
    expect((await post('respond', { ...fields, response: 'accepted' })).status).toBe(303);
    expect((await opened(ALEX, '8 March')).html).toContain('You have accepted.');
    const [event] = await march(ADELE);
    expect(event?.attendees.map(({ address, status }) => [address, status.response])).toEqual([
      [ALEX, 'accepted'],
      ['lee@elsewhere.example', 'none'],
    ]);
  });

  it('an answer is given to one occurrence, or to the whole series', async () => {
    await create({ ...DAILY, invited: ALEX });
    const { fields } = await opened(ALEX, '9 March');
    await post('respond', { ...fields, response: 'declined' });
    expect(said(await march(ALEX))).toEqual(['08T09:00 Plan', '10T09:00 Plan', '11T09:00 Plan']);
    const next = await opened(ALEX, '10 March');
    await post('respond', { ...next.fields, response: 'tentativelyAccepted', scope: 'series' });
    expect((await march(ALEX)).map(({ response }) => response)).toEqual(Array(3).fill('tentativelyAccepted'));
  });

  it('an answer that is none, and one from the organizer, are refused with a sentence', async () => {
    await create({ ...FORM, invited: ALEX });
    const invited = await opened(ALEX, '8 March');
    const refused = await post('respond', { ...invited.fields, response: 'maybe' });
    expect([refused.status, await refused.text()]).toEqual([
      400,
      expect.stringContaining('Choose one of the answers.'),
    ]);
    const own = await opened(ADELE, '8 March');
    expect(own.html).not.toContain('value="accepted"');
    expect((await post('respond', { ...own.fields, response: 'accepted' })).status).toBe(400);
  });

  it('what is no address is not invited', async () => {
    const response = await post('save', { ...FORM, calendar: await calendarOf(ADELE), invited: 'Alex' });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('is no address')]);
    expect(await march(ADELE)).toEqual([]);
  });

  it('this and following changes an occurrence and all after it, in the calendars of those invited, too', async () => {
    await create({ ...DAILY, invited: ALEX });
    const { fields } = await opened(ADELE, '10 March');
    const typed = {
      ...FORM,
      title: 'Later',
      startDate: '2027-03-10',
      endDate: '2027-03-10',
      startTime: '15:00',
      endTime: '16:00',
    };
    const saved = await post('save', {
      ...typed,
      ...fields,
      invited: ALEX,
      repeat: 'keep',
      scope: 'following',
    });
    expect(saved.status).toBe(303);
    for (const user of [ADELE, ALEX])
      expect(said(await march(user))).toEqual([
        '08T09:00 Plan',
        '09T09:00 Plan',
        '10T15:00 Later',
        '11T15:00 Later',
      ]);
  });

  it('this and following deletes an occurrence and all after it', async () => {
    await create({ ...DAILY, invited: ALEX });
    const { fields } = await opened(ADELE, '10 March');
    await post('delete', { ...fields, scope: 'following' });
    for (const user of [ADELE, ALEX])
      expect(said(await march(user))).toEqual(['08T09:00 Plan', '09T09:00 Plan']);
    const first = await opened(ADELE, '8 March');
    await post('delete', { ...first.fields, scope: 'following' });
    expect(await march(ADELE)).toEqual([]);
    expect(said(await march(ALEX))).toEqual(['08T09:00 Canceled: Plan', '09T09:00 Canceled: Plan']);
  });
});
