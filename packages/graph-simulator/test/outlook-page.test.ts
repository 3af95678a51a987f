import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator } from '../src/index.ts';
import type { Simulator, TruthEvent } from '../src/index.ts';

const ADELE = 'adele@contoso.example';
const MONDAY = '2027-03-08';

describe('the Outlook page', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(() => simulator[Symbol.asyncDispose]());
  beforeEach(() => simulator.control.reset());

  const page = async (path: string) => {
    const response = await fetch(new URL(path, simulator.url));
    return { status: response.status, headers: response.headers, html: await response.text() };
  };
  const week = (date: string, user = ADELE) => page(`/_sim/outlook?user=${user}&date=${date}`);
  const post = (
    path: 'save' | 'delete' | 'move' | 'respond',
    fields: Readonly<Record<string, string>> | URLSearchParams,
    headers: Readonly<Record<string, string>> = {},
  ) =>
    fetch(`${simulator.url}/_sim/outlook/${path}`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers,
      redirect: 'manual',
    });
  const truth = async (from: string, until: string, calendar?: string): Promise<readonly TruthEvent[]> => {
    const { events } = await simulator.control.truth({
      user: ADELE,
      start: `${from}T00:00:00Z`,
      end: `${until}T00:00:00Z`,
      ...(calendar === undefined ? {} : { calendar }),
    });
    return events;
  };
  const named = (events: readonly TruthEvent[], subject: string) =>
    events.filter((event) => event.subject === subject && event.type !== 'seriesMaster');

  /** The fields of a form as a browser would send them back: what the page shows, and what is typed over it. */
  const formOf = (html: string, typed: Readonly<Record<string, string | null>> = {}): URLSearchParams => {
    const plain = (text: string): string =>
      text
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&#39;', "'")
        .replaceAll('&amp;', '&');
    const fields = new URLSearchParams();
    const form = /<form method="post"[\s\S]*?<\/form>/.exec(html)?.[0] ?? '';
    for (const [tag] of form.matchAll(/<input [^>]*>/g)) {
      const at = (name: string): string => plain(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
      const isTick = at('type') === 'checkbox' || at('type') === 'radio';
      if ((isTick && !/ checked/.test(tag)) || / disabled/.test(tag)) continue;
      fields.append(at('name'), at('value'));
    }
    for (const [, name = '', options = ''] of form.matchAll(
      /<select [^>]*name="(\w+)">([\s\S]*?)<\/select>/g,
    ))
      fields.append(
        name,
        plain(/value="([^"]*)" selected/.exec(options)?.[1] ?? /value="([^"]*)"/.exec(options)?.[1] ?? ''),
      );
    fields.append('body', plain(/<textarea[^>]*>\n?([\s\S]*?)<\/textarea>/.exec(form)?.[1] ?? ''));
    for (const [name, value] of Object.entries(typed))
      if (value === null) fields.delete(name);
      else fields.set(name, value);
    return fields;
  };
  const newForm = async (typed: Readonly<Record<string, string | null>>) =>
    formOf((await page(`/_sim/outlook/new?user=${ADELE}&date=${MONDAY}&time=09:00`)).html, typed);
  const create = async (typed: Readonly<Record<string, string | null>>) => {
    const response = await post('save', await newForm(typed));
    expect(response.status).toBe(303);
    return response;
  };
  /** The link of an event in the week of a date, by the beginning of its name. */
  const linkOf = async (date: string, name: string): Promise<string> => {
    const { html } = await week(date);
    const tag = [...html.matchAll(/<a\s[^>]*>/g)].find(([link]) => link.includes(`aria-label="${name}`))?.[0];
    return (/href="([^"]*)"/.exec(tag ?? '')?.[1] ?? '').replaceAll('&amp;', '&');
  };
  const edit = async (
    date: string,
    name: string,
    typed: Readonly<Record<string, string | null>>,
    action: 'save' | 'delete' = 'save',
  ) => post(action, formOf((await page(await linkOf(date, name))).html, typed));

  it('shows the week of a date with a heading for each day and a name for each event', async () => {
    await create({ title: 'Team lunch', startTime: '12:00', endTime: '13:15' });
    const { status, html } = await week('2027-03-10');
    expect(status).toBe(200);
    expect(html).toMatch(/<h1>8\s*–\s*14 March 2027<\/h1>/);
    expect(html.match(/<h2 /g)).toHaveLength(7);
    expect(html).toContain('aria-label="Team lunch, Monday 8 March 12:00–13:15"');
  });

  it('makes an event in the calendar, zone and words that the form says', async () => {
    const response = await create({
      title: 'Call with Lima',
      startTime: '10:00',
      endTime: '11:30',
      zone: 'SA Pacific Standard Time',
      location: 'Room 7',
      importance: 'high',
      category: 'Blue category',
      body: 'First line\nsecond & last',
    });
    const [address, anchor] = (response.headers.get('location') ?? '').split('#');
    expect(address).toBe(`/_sim/outlook?user=${encodeURIComponent(ADELE)}&date=${MONDAY}`);
    expect((await week(MONDAY)).html).toContain(`id="${anchor}"`);
    const [event] = named(await truth(MONDAY, '2027-03-09'), 'Call with Lima');
    expect(event).toMatchObject({
      start: '2027-03-08T15:00:00Z',
      end: '2027-03-08T16:30:00Z',
      timeZone: 'SA Pacific Standard Time',
      locations: ['Room 7'],
      importance: 'high',
      categories: ['Blue category'],
      isOnlineMeeting: false,
    });
    expect(event?.bodyContent).toContain('<p>First line<br>\r\nsecond &amp; last</p>');
  });

  it('makes all-day events on the dates that were typed, the last one included', async () => {
    await create({ title: 'Fair', allDay: 'on', endDate: '2027-03-10' });
    const [event] = named(await truth(MONDAY, '2027-03-12'), 'Fair');
    expect(event).toMatchObject({ isAllDay: true, start: '2027-03-08', end: '2027-03-11' });
    expect((await week(MONDAY)).html).toContain('Fair, Monday 8 March–Wednesday 10 March, all day');
  });

  it('makes a Teams meeting, and keeps its block when the description is rewritten', async () => {
    await create({ title: 'Online', teams: 'on', body: 'Agenda' });
    const before = named(await truth(MONDAY, '2027-03-09'), 'Online')[0];
    expect(before?.joinUrl).toMatch(/^https:\/\/teams\.microsoft\.com\//);
    await edit(MONDAY, 'Online', { body: 'New agenda' });
    const after = named(await truth(MONDAY, '2027-03-09'), 'Online')[0];
    expect(after?.bodyContent).toContain('<p>New agenda</p>');
    expect(after?.bodyContent).not.toContain('<p>Agenda</p>');
    expect(after?.bodyContent).toContain(before?.joinUrl);
    expect(after?.joinUrl).toBe(before?.joinUrl);
  });

  it.each([
    ['daily', { ends: 'count', count: '3' }, ['2027-03-08', '2027-03-09', '2027-03-10']],
    ['weekdays', { ends: 'date', lastDate: '2027-03-10' }, ['2027-03-08', '2027-03-09', '2027-03-10']],
    ['weekly', { ends: 'count', count: '2' }, ['2027-03-08', '2027-03-15']],
    ['monthly', { ends: 'date', lastDate: '2027-05-08' }, ['2027-03-08', '2027-04-08', '2027-05-08']],
    ['yearly', { ends: 'count', count: '2' }, ['2027-03-08', '2028-03-08']],
  ])('makes a %s series', async (repeat, typed, dates) => {
    await create({ title: 'Again', repeat, ...typed });
    const events = named(await truth('2027-03-01', '2028-12-01'), 'Again');
    expect(events.map(({ start }) => start.slice(0, 10))).toEqual(dates);
  });

  it('moves an event by its form', async () => {
    await create({ title: 'Review' });
    const response = await edit(MONDAY, 'Review', {
      startDate: '2027-03-11',
      startTime: '16:15',
      endDate: '2027-03-11',
      endTime: '16:45',
    });
    expect(response.headers.get('location')).toContain('date=2027-03-11');
    expect(named(await truth(MONDAY, '2027-03-15'), 'Review')).toMatchObject([
      { start: '2027-03-11T15:15:00Z', end: '2027-03-11T15:45:00Z' },
    ]);
  });

  it('deletes an event', async () => {
    await create({ title: 'Short-lived' });
    expect((await edit(MONDAY, 'Short-lived', {}, 'delete')).status).toBe(303);
    expect(named(await truth(MONDAY, '2027-03-15'), 'Short-lived')).toEqual([]);
  });

  describe('of one occurrence and its series', () => {
    beforeEach(() =>
      create({
        title: 'Sync',
        startTime: '10:00',
        endTime: '10:30',
        repeat: 'weekly',
        ends: 'count',
        count: '4',
      }),
    );
    const series = async () => named(await truth('2027-03-01', '2027-04-30'), 'Sync');

    it('changes this occurrence alone', async () => {
      await edit('2027-03-15', 'Sync', { location: 'Roof', startTime: '11:00', endTime: '11:30' });
      expect((await series()).map(({ type, start, locations }) => [type, start, locations])).toEqual([
        ['occurrence', '2027-03-08T09:00:00Z', []],
        ['exception', '2027-03-15T10:00:00Z', ['Roof']],
        ['occurrence', '2027-03-22T09:00:00Z', []],
        ['occurrence', '2027-03-29T08:00:00Z', []],
      ]);
    });

    it('renames the whole series and keeps its exceptions', async () => {
      await edit('2027-03-15', 'Sync', { location: 'Roof' });
      await edit('2027-03-22', 'Sync', { scope: 'series', title: 'Team sync' });
      const events = named(await truth('2027-03-01', '2027-04-30'), 'Team sync');
      expect(events.map(({ type }) => type)).toEqual(['occurrence', 'exception', 'occurrence', 'occurrence']);
    });

    it('moves the whole series by as much as the occurrence that was opened', async () => {
      await edit('2027-03-15', 'Sync', {
        scope: 'series',
        startDate: '2027-03-17',
        endDate: '2027-03-17',
        startTime: '14:00',
        endTime: '15:00',
      });
      expect((await series()).map(({ start, end }) => [start, end])).toEqual([
        ['2027-03-10T13:00:00Z', '2027-03-10T14:00:00Z'],
        ['2027-03-17T13:00:00Z', '2027-03-17T14:00:00Z'],
        ['2027-03-24T13:00:00Z', '2027-03-24T14:00:00Z'],
        ['2027-03-31T12:00:00Z', '2027-03-31T13:00:00Z'],
      ]);
    });

    it('gives the whole series another rhythm', async () => {
      await edit('2027-03-15', 'Sync', { scope: 'series', repeat: 'daily', ends: 'count', count: '2' });
      expect((await series()).map(({ start }) => start.slice(0, 10))).toEqual(['2027-03-08', '2027-03-09']);
    });

    it('deletes this occurrence alone', async () => {
      await edit('2027-03-15', 'Sync', {}, 'delete');
      expect((await series()).map(({ start }) => start.slice(0, 10))).toEqual([
        '2027-03-08',
        '2027-03-22',
        '2027-03-29',
      ]);
    });

    it('deletes the whole series', async () => {
      await edit('2027-03-15', 'Sync', { scope: 'series' }, 'delete');
      expect(await series()).toEqual([]);
    });

    it('makes no exception of an occurrence that is saved as it was', async () => {
      expect((await edit('2027-03-15', 'Sync', {})).status).toBe(303);
      expect((await series()).map(({ type }) => type)).toEqual(Array(4).fill('occurrence'));
    });

    it('says the pattern in words and offers to keep it', async () => {
      const { html } = await page(await linkOf('2027-03-15', 'Sync'));
      expect(html).toContain('As it is: every Monday, 4 times');
      expect(html).toContain('This occurrence');
      expect(html).toContain('The whole series');
    });
  });

  it('moves an event that was dragged, and keeps its length and zone', async () => {
    await create({ title: 'Dragged', zone: 'Tokyo Standard Time', startTime: '18:00', endTime: '18:45' });
    const query = new URL(await linkOf(MONDAY, 'Dragged'), simulator.url).searchParams;
    const dragged = { user: ADELE, event: query.get('event') ?? '', occurrence: '' };
    expect((await post('move', { ...dragged, start: '2027-03-09T14:30' })).status).toBe(204);
    expect(named(await truth(MONDAY, '2027-03-11'), 'Dragged')).toMatchObject([
      { start: '2027-03-09T13:30:00Z', end: '2027-03-09T14:15:00Z', timeZone: 'Tokyo Standard Time' },
    ]);
    expect((await post('move', { ...dragged, end: '2027-03-09T16:00' })).status).toBe(204);
    expect(named(await truth(MONDAY, '2027-03-11'), 'Dragged')).toMatchObject([
      { start: '2027-03-09T13:30:00Z', end: '2027-03-09T15:00:00Z' },
    ]);
    expect((await post('move', { ...dragged, end: '2027-03-09T10:00' })).status).toBe(400);
    expect((await post('move', { ...dragged, start: 'tomorrow' })).status).toBe(400);
  });

  it('tells delta and subscribers of every edit, as after a write through Graph', async () => {
    const { accessToken } = await simulator.control.token({ user: ADELE });
    const ask = async (url: string): Promise<{ subjects: unknown[]; link: string }> => {
      const headers = { authorization: `Bearer ${accessToken}`, prefer: 'odata.maxpagesize=1000' };
      const body: unknown = await (await fetch(url, { headers })).json();
      if (typeof body !== 'object' || body === null || !('value' in body) || !Array.isArray(body.value))
        throw new Error(JSON.stringify(body));
      const link = '@odata.deltaLink' in body ? String(body['@odata.deltaLink']) : '';
      if (link === '' && '@odata.nextLink' in body) return ask(String(body['@odata.nextLink']));
      return { subjects: body.value.map((event: { subject?: unknown }) => event.subject), link };
    };
    const range = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-04-01T00:00:00Z';
    const first = await ask(`${simulator.url}/v1.0/me/calendarView/delta?${range}`);
    await create({ title: 'Heard of' });
    const second = await ask(first.link);
    expect(second.subjects).toEqual(['Heard of']);
    await edit(MONDAY, 'Heard of', {}, 'delete');
    expect((await ask(second.link)).subjects).toEqual([undefined]);
  });

  it('says what is wrong with a form, and keeps what was typed', async () => {
    const wrong: [Readonly<Record<string, string>>, string][] = [
      [{ endTime: '08:00' }, 'The end of an event cannot be before its start.'],
      [{ startDate: '2027-02-30' }, 'Start date must be a date.'],
      [{ startTime: '25:00' }, 'Start time must be a time of day.'],
      [{ zone: 'Middle-earth' }, 'Middle-earth'],
      [{ repeat: 'daily', ends: 'count', count: '0' }, 'between 1 and 999'],
      [{ repeat: 'daily', ends: 'date', lastDate: '2027-03-01' }, 'before the first one'],
      [{ allDay: 'on', endDate: '2027-03-01' }, 'cannot be before its start'],
    ];
    for (const [typed, sentence] of wrong) {
      const response = await post('save', await newForm({ title: 'Typed with care', ...typed }));
      const html = await response.text();
      expect({ typed, status: response.status }).toEqual({ typed, status: 400 });
      expect(html).toContain('role="alert"');
      expect(html).toContain(sentence);
      expect(html).toContain('value="Typed with care"');
    }
    expect(named(await truth('2027-03-01', '2027-04-01'), 'Typed with care')).toEqual([]);
  });

  it('does not overwrite what was changed after the form was opened', async () => {
    await create({ title: 'Shared' });
    const opened = formOf((await page(await linkOf(MONDAY, 'Shared'))).html, { title: 'Mine' });
    await edit(MONDAY, 'Shared', { title: 'Theirs' });
    const response = await post('save', opened);
    expect(response.status).toBe(409);
    expect(await response.text()).toContain('value="Theirs"');
    expect(named(await truth(MONDAY, '2027-03-09'), 'Mine')).toEqual([]);
  });

  it('offers no form for calendars that nobody can write to, and refuses to edit them', async () => {
    const link = await linkOf('2027-01-01', 'New Year');
    const { html } = await page(link);
    expect(html).toContain('which nobody here can change');
    expect(html).not.toContain('<form method="post"');
    const query = new URL(link, simulator.url).searchParams;
    const fields = { user: ADELE, event: query.get('event') ?? '', occurrence: '', startDate: '2027-01-01' };
    expect((await post('delete', fields)).status).toBe(400);
    expect(named(await truth('2026-12-31', '2027-01-03', 'Holidays'), "New Year's Day")).toHaveLength(1);
  });

  it('shows hostile texts as text on every page', async () => {
    const hostile = `"><script>alert('x')</script><img src=x onerror=alert(1)>`;
    await create({ title: hostile, location: hostile, body: hostile, category: hostile });
    const { html } = await week(MONDAY);
    const link =
      /href="([^"]*event\?[^"]*)"[^>]*aria-label="&quot;/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const form = await page(link);
    expect(form.status).toBe(200);
    for (const shown of [html, form.html]) {
      expect(shown).toContain('&lt;script&gt;');
      expect(shown.match(/<script/g)).toHaveLength(1);
      expect(shown).not.toContain('<img');
    }
    const nobody = await page(`/_sim/outlook?user=${encodeURIComponent(hostile)}`);
    expect(nobody.status).toBe(404);
    expect(nobody.html).not.toContain('alert(');
    expect((await page(`/_sim/outlook?date=${encodeURIComponent(hostile)}`)).html).not.toContain('alert(');
  });

  it('allows nothing but its own script and style', async () => {
    const { headers, html } = await week(MONDAY);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(html).not.toMatch(/ style=| on\w+=/);
    for (const [, address = ''] of html.matchAll(/(?:src|href)="(\/_sim\/outlook\/assets\/[^"]*)"/g)) {
      const asset = await page(address);
      expect({ address, status: asset.status }).toEqual({ address, status: 200 });
      for (const [, name = ''] of asset.html.matchAll(/from '\.\/([^']*)'/g))
        expect((await page(`/_sim/outlook/assets/${name}`)).headers.get('content-type')).toContain(
          'javascript',
        );
    }
  });

  it.each([
    ['a page of another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }],
    ['a page that hides its origin', { origin: 'null' }],
  ])('refuses an edit by %s', async (_who, headers) => {
    const form = await newForm({ title: 'Forged' });
    for (const path of ['save', 'delete', 'move'] as const)
      expect((await post(path, form, headers)).status).toBe(403);
    expect(named(await truth(MONDAY, '2027-03-09'), 'Forged')).toEqual([]);
    expect((await post('save', form, { origin: simulator.url })).status).toBe(303);
  });

  it('says that an event is gone', async () => {
    expect((await page(`/_sim/outlook/event?user=${ADELE}&event=000000000000`)).status).toBe(404);
    expect((await post('save', { user: ADELE, event: '000000000000' })).status).toBe(404);
    expect((await post('move', { user: ADELE, event: '000000000000' })).status).toBe(404);
  });

  it('tells open pages of a change by other hands, and of no other mailbox', async () => {
    const heard = async (user: string) => {
      const closing = new AbortController();
      const response = await fetch(`${simulator.url}/_sim/outlook/changes?user=${user}`, {
        signal: closing.signal,
      });
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      const first = await reader?.read();
      return { first: first?.value, next: () => reader?.read(), close: () => closing.abort() };
    };
    const [adele, alex] = [await heard(ADELE), await heard('alex@contoso.example')];
    await create({ title: 'By other hands' });
    expect((await adele.next())?.value).toBe('event: change\ndata: {}\n\n');
    const silence = alex.next()?.catch(() => 'closed');
    alex.close();
    expect(await silence).toBe('closed');
    adele.close();
  });
});
