import { beforeEach, describe, expect, it } from 'vitest';
import { seedEvents } from '../src/world/seed-events.ts';
import { createGraphApp, errorCode, type GraphApp, isJson, type Json, text } from './helpers/graph-app.ts';

let graph: GraphApp;

beforeEach(() => {
  graph = createGraphApp();
});

function windowAroundToday(days = 30): string {
  const iso = (ms: number): string => new Date(ms).toISOString();
  const now = graph.clock.now();
  return `startDateTime=${iso(now - days * 86_400_000)}&endDateTime=${iso(now + days * 86_400_000)}`;
}

describe('people and calendars', () => {
  it('/me and /users/{id or name} are the same person', async () => {
    const me = await graph.ask('/v1.0/me');
    expect(me.body).toMatchObject({ userPrincipalName: 'adele@contoso.example', displayName: 'Adele Vance' });
    for (const name of [text(me.body['id']), 'adele@contoso.example', 'ADELE@contoso.example'])
      expect((await graph.ask(`/v1.0/users/${name}`)).body).toEqual(me.body);
  });

  it('a person has several calendars, one of them the default, some not to be edited', async () => {
    const { value } = await graph.ask('/v1.0/me/calendars');
    expect(value.map(({ name }) => name)).toEqual([
      'Calendar',
      'Work projects',
      'Family',
      'Birthdays',
      'Holidays',
      // Shared by Alex.
      'Alex Wilber',
    ]);
    expect(value.filter(({ isDefaultCalendar }) => isDefaultCalendar)).toHaveLength(1);
    expect(value.filter(({ canEdit }) => canEdit === false).map(({ name }) => name)).toEqual([
      'Birthdays',
      'Holidays',
      'Alex Wilber',
    ]);
    const [first] = value;
    const single = await graph.ask(`/v1.0/me/calendars/${text(first?.['id'])}`);
    expect(single.body).toMatchObject({ ...first });
    expect((await graph.ask('/v1.0/me/calendar')).body).toMatchObject({ id: first?.['id'] });
  });

  it('calendars are paged like everything else', async () => {
    const page = await graph.ask('/v1.0/users/adele@contoso.example/calendars?$top=2&$select=name');
    expect(page.value).toHaveLength(2);
    expect(Object.keys(page.value[0] ?? {}).sort()).toEqual(['id', 'name']);
    const next = await graph.ask(text(page.body['@odata.nextLink']));
    expect(next.value.map(({ name }) => name)).toEqual(['Family', 'Birthdays']);
  });

  it('calendars come ten to a page, under the same ids whatever format is preferred', async () => {
    for (let more = 1; more <= 6; more += 1)
      await graph.ask('/v1.0/me/calendars', { method: 'POST', body: { name: `Club ${more}` } });
    const first = await graph.ask('/v1.0/me/calendars');
    expect(first.value).toHaveLength(10);
    const rest = await graph.ask(text(first.body['@odata.nextLink']));
    expect([rest.value.length, rest.body['@odata.nextLink']]).toEqual([2, undefined]);
    const headers = { prefer: 'IdType="ImmutableId"' };
    const preferred = await graph.ask('/v1.0/me/calendars', { headers });
    expect(preferred.value.map(({ id }) => id)).toEqual(first.value.map(({ id }) => id));
  });

  it('the owner makes, renames and deletes a calendar; the default and unknown ones stay', async () => {
    const made = await graph.ask('/v1.0/me/calendars', { method: 'POST', body: { name: 'Garden' } });
    expect([made.status, made.body['canEdit']]).toEqual([201, true]);
    const url = `/v1.0/me/calendars/${text(made.body['id'])}`;
    const renamed = await graph.ask(url, { method: 'PATCH', body: { name: 'Allotment' } });
    expect(renamed.body).toMatchObject({ id: made.body['id'], name: 'Allotment' });
    const event = await graph.ask(`${url}/events`, {
      method: 'POST',
      body: { start: { dateTime: '2026-03-02T09:00:00' }, end: { dateTime: '2026-03-02T10:00:00' } },
    });
    expect((await graph.ask(url, { method: 'DELETE' })).status).toBe(204);
    for (const gone of [url, `${url}/events`, `/v1.0/me/events/${text(event.body['id'])}`])
      expect((await graph.ask(gone)).status).toBe(404);
    expect((await graph.ask('/v1.0/me/calendars', { method: 'POST', body: { name: 'Family' } })).status).toBe(
      409,
    );
    const own = text((await graph.ask('/v1.0/me/calendar')).body['id']);
    expect((await graph.ask(`/v1.0/me/calendars/${own}`, { method: 'DELETE' })).status).toBe(400);
  });

  it('another person is refused, nobody is not found, and no token is 401', async () => {
    const other = await graph.ask('/v1.0/users/alex@contoso.example/calendars');
    expect([other.status, errorCode(other)]).toEqual([403, 'ErrorAccessDenied']);
    for (const path of ['', '/calendars', '/events']) {
      const nobody = await graph.ask(`/v1.0/users/nobody@contoso.example${path}`);
      expect([nobody.status, nobody.body['error']]).toMatchObject([
        404,
        { code: 'ResourceNotFound', message: 'Resource could not be discovered.' },
      ]);
    }
    const anonymous = await graph.ask('/v1.0/me', { user: '' });
    expect([anonymous.status, errorCode(anonymous)]).toEqual([401, 'InvalidAuthenticationToken']);
  });
});

describe('lists of events', () => {
  it('go on through their nextLinks whatever else the query says, wrongly encoded names too', async () => {
    const first = await graph.ask('/v1.0/me/events?$top=1&%ff=x&%24skip=0&&=y');
    expect(first.status).toBe(200);
    const next = text(first.body['@odata.nextLink']);
    expect(next).toMatch(/\?\$top=1&%ff=x&=y&\$skip=1$/);
    expect((await graph.ask(next)).status).toBe(200);
  });

  it('hold masters and single events, ten to a page, and nextLinks go through all of them', async () => {
    const seen: Json[] = [];
    let link: unknown = '/v1.0/me/events';
    while (typeof link === 'string') {
      const page = await graph.ask(link);
      seen.push(...page.value);
      link = page.body['@odata.nextLink'];
      if (typeof link !== 'string') continue;
      expect(page.value).toHaveLength(10);
      expect(link.endsWith(`?$skip=${seen.length}`)).toBe(true);
    }
    expect(seen.length).toBeGreaterThan(20);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    for (const { type, recurrence } of seen)
      expect([type, isJson(recurrence)]).toEqual(
        recurrence === null ? ['singleInstance', false] : ['seriesMaster', true],
      );
    expect(new Set(seen.map(({ type }) => type)).size).toBe(2);
    const all = await graph.ask('/v1.0/me/calendar/events?$top=1000&$count=true');
    expect(all.value).toHaveLength(seen.length);
    expect(all.body['@odata.count']).toBe(seen.length);
  });

  it('refuse a $top over 1000 and unknown properties, filters and orders', async () => {
    for (const query of [
      '$top=0',
      '$top=1001',
      '$top=x',
      '$select=colour',
      '$filter=anything goes',
      '$orderby=importance',
      '$search=x',
    ])
      for (const list of ['events?', `calendarView?${windowAroundToday()}&`]) {
        const { status } = await graph.ask(`/v1.0/me/${list}${encodeURI(query)}`);
        expect([list, query, status]).toEqual([list, query, 400]);
      }
  });

  it('filter and order where Graph can', async () => {
    const starts = (events: readonly Json[]): string[] =>
      events.map(({ start }) => (isJson(start) ? text(start['dateTime']) : ''));
    const view = await graph.ask(
      `/v1.0/me/calendarView?${windowAroundToday()}&$orderby=start/dateTime&$top=500`,
    );
    expect(starts(view.value)).toEqual(starts(view.value).sort());
    const series = await graph.ask(
      "/v1.0/me/events?$filter=type eq 'seriesMaster' and startswith(subject,'daily')&$top=50",
    );
    expect(series.value.map(({ subject }) => subject)).toEqual(['Daily stand-up']);
    const uid = text(series.value[0]?.['iCalUId']);
    expect((await graph.ask(`/v1.0/me/events?$filter=iCalUId eq '${uid}'`)).value).toHaveLength(1);
    const today = new Date(graph.clock.now()).toISOString();
    const later = await graph.ask(
      `/v1.0/me/events?$filter=start/dateTime ge '${today}'&$top=100&$orderby=start/dateTime desc`,
    );
    expect(starts(later.value).every((start) => start >= today.slice(0, 19))).toBe(true);
  });

  it('with $select give those properties, the id and the annotations', async () => {
    const { value } = await graph.ask('/v1.0/me/events?$select=subject,START&$top=1');
    expect(Object.keys(value[0] ?? {}).sort()).toEqual(['@odata.etag', 'id', 'start', 'subject']);
  });
});

describe('calendar views', () => {
  it('come ten to a page, up to a thousand, and nextLinks go through all of them', async () => {
    const url = `/v1.0/me/calendarView?${windowAroundToday(10)}`;
    const first = await graph.ask(url);
    expect(first.value).toHaveLength(10);
    expect(text(first.body['@odata.nextLink'])).toMatch(/&\$skip=10$/);
    const second = await graph.ask(text(first.body['@odata.nextLink']));
    const all = await graph.ask(`${url}&$top=1000`);
    expect(all.body).not.toHaveProperty('@odata.nextLink');
    expect([...first.value, ...second.value]).toEqual(all.value.slice(0, 20));
    expect((await graph.ask(`${url}&$skip=15&$top=3`)).value).toEqual(all.value.slice(15, 18));
  });

  it('hold no masters, single events before occurrences', async () => {
    const { value } = await graph.ask(`/v1.0/me/calendarView?${windowAroundToday()}&$top=1000`);
    const types = value.map(({ type }) => type);
    expect(new Set(types)).toEqual(new Set(['singleInstance', 'occurrence', 'exception']));
    expect(types.lastIndexOf('singleInstance')).toBeLessThan(types.indexOf('occurrence'));
    expect(types.lastIndexOf('singleInstance')).toBeLessThan(types.indexOf('exception'));
    expect(value.every((event) => 'subject' in event && 'showAs' in event)).toBe(true);
  });

  it('hold what intersects the window, and nothing that only touches it', async () => {
    const { body } = await graph.ask('/v1.0/me/events', {
      method: 'POST',
      body: {
        subject: 'Edge',
        start: { dateTime: '2031-03-10T09:00:00', timeZone: 'UTC' },
        end: { dateTime: '2031-03-10T10:00:00', timeZone: 'UTC' },
      },
    });
    const seen = async (from: string, to: string): Promise<boolean> => {
      const answer = await graph.ask(
        `/v1.0/me/calendarView?startDateTime=2031-03-10T${from}Z&endDateTime=2031-03-10T${to}Z&$top=100`,
      );
      return answer.value.some(({ id }) => id === body['id']);
    };
    expect(await seen('09:59:00', '12:00:00')).toBe(true);
    expect(await seen('08:00:00', '09:00:01')).toBe(true);
    expect(await seen('10:00:00', '12:00:00')).toBe(false);
    expect(await seen('08:00:00', '09:00:00')).toBe(false);
  });

  it('need a window that can be read and is not too wide', async () => {
    const ask = (window: string) => graph.ask(`/v1.0/me/calendarView?${window}`);
    const start = 'startDateTime=2025-01-01T00:00:00Z';
    for (const window of ['', start, 'endDateTime=2026-01-01T00:00:00Z', `${start}&endDateTime=soon`]) {
      const refused = await ask(window);
      expect([window, refused.status, errorCode(refused)]).toEqual([window, 400, 'ErrorInvalidParameter']);
    }
    // 1,825 days are the most; five years with a leap day are too many.
    expect((await ask(`${start}&endDateTime=2029-12-31T00:00:00Z`)).status).toBe(200);
    for (const end of ['2029-12-31T00:00:01Z', '2030-01-01T00:00:00Z']) {
      const wide = await ask(`${start}&endDateTime=${end}`);
      expect([wide.status, errorCode(wide)]).toEqual([400, 'ErrorInvalidRequest']);
      expect(JSON.stringify(wide.body)).toContain('Maximum number of days: 1825');
    }
  });

  it('take an offset in the window as it is, whatever zone is preferred', async () => {
    await graph.ask('/v1.0/me/events', {
      method: 'POST',
      body: {
        subject: 'Nine to ten',
        start: { dateTime: '2031-03-10T09:00:00', timeZone: 'UTC' },
        end: { dateTime: '2031-03-10T10:00:00', timeZone: 'UTC' },
      },
    });
    const seen = async (start: string, end: string): Promise<boolean> => {
      const { value } = await graph.ask(
        `/v1.0/me/calendarView?startDateTime=2031-03-10T${start}&endDateTime=2031-03-10T${end}&$top=100`,
        { headers: { prefer: 'outlook.timezone="Tokyo Standard Time"' } },
      );
      return value.some(({ subject }) => subject === 'Nine to ten');
    };
    expect(await seen('09:00:00', '10:00:00')).toBe(true);
    expect(await seen('11:00:00%2B02:00', '12:00:00%2B02:00')).toBe(true);
    expect(await seen('09:00:00%2B02:00', '10:00:00%2B02:00')).toBe(false);
    // What is nine to ten in Tokyo.
    expect(await seen('18:00:00', '19:00:00')).toBe(false);
  });
});

describe('preferences and headers', () => {
  it('outlook.timezone moves start and end and is echoed as it was written', async () => {
    const [event] = (await graph.ask("/v1.0/me/events?$filter=subject eq 'Dentist'")).value;
    const shown = async (zone: string): Promise<Json> =>
      (
        await graph.ask(`/v1.0/me/events/${text(event?.['id'])}`, {
          headers: { prefer: `outlook.timezone="${zone}"` },
        })
      ).body;
    const { start, end } = await shown('W. Europe Standard Time');
    expect(isJson(start) && text(start['dateTime']).slice(11)).toBe('08:30:00.0000000');
    for (const [asked, unasked] of [
      [start, event?.['start']],
      [end, event?.['end']],
    ]) {
      expect(asked).toMatchObject({ timeZone: 'W. Europe Standard Time' });
      expect(unasked).toMatchObject({ timeZone: 'UTC' });
      const [wall, utc] = [asked, unasked].map((time) => (isJson(time) ? text(time['dateTime']) : ''));
      expect(
        Temporal.PlainDateTime.from(wall ?? '')
          .toZonedDateTime('Europe/Berlin')
          .toInstant(),
      ).toEqual(Temporal.Instant.from(`${utc}Z`));
    }
    expect((await shown('Europe/Berlin'))['start']).toMatchObject({
      timeZone: 'Europe/Berlin',
      dateTime: isJson(start) ? start['dateTime'] : '',
    });
    const bad = await graph.ask('/v1.0/me/events', { headers: { prefer: 'outlook.timezone="Mars"' } });
    expect([bad.status, errorCode(bad)]).toEqual([400, 'TimeZoneNotSupportedException']);
  });

  it('several preferences may share a header, and Preference-Applied names them', async () => {
    const answer = await graph.ask('/v1.0/me/events?$top=1', {
      headers: {
        prefer: 'IdType="ImmutableId", outlook.body-content-type="text",outlook.timezone="UTC", unheard-of=1',
      },
    });
    expect(answer.headers['preference-applied']).toBe(
      'IdType="ImmutableId", outlook.body-content-type="text", outlook.timezone="UTC"',
    );
    expect(answer.value[0]?.['body']).toMatchObject({ contentType: 'text' });
  });

  it('a text body prints links as text<url>', async () => {
    const [event] = (
      await graph.ask("/v1.0/me/events?$filter=startswith(subject,'Daily')", {
        headers: { prefer: 'outlook.body-content-type="text"' },
      })
    ).value;
    const body = event?.['body'];
    expect(isJson(body) ? text(body['content']) : '').toMatch(
      /System reference<https:\/\/teams\.microsoft\.com\/l\/meetup-join/,
    );
    const one = `/v1.0/me/events/${text(event?.['id'])}`;
    const content: unknown = expect.stringContaining('<a ');
    for (const headers of [{}, { prefer: 'outlook.body-content-type="html"' }])
      expect((await graph.ask(one, { headers })).body['body']).toMatchObject({
        contentType: 'html',
        content,
      });
  });

  it('every answer has a request-id and echoes the client-request-id, errors too', async () => {
    const headers = { 'client-request-id': 'mine' };
    const good = await graph.ask('/v1.0/me', { headers });
    const bad = await graph.ask('/v1.0/me/events/nothing', { headers });
    for (const answer of [good, bad]) {
      expect(answer.headers['client-request-id']).toBe('mine');
      expect(answer.headers['request-id']).toMatch(/^[\da-f-]{36}$/);
    }
    expect(bad.body).toMatchObject({
      error: { innerError: { 'client-request-id': 'mine', 'request-id': bad.headers['request-id'] } },
    });
    expect((await graph.ask('/v1.0/me')).headers['request-id']).not.toBe(good.headers['request-id']);
  });

  it('links have the scheme and host of the request, or the origin that was given', async () => {
    const page = await graph.app.inject({
      url: '/v1.0/me/events',
      headers: { 'x-user': 'adele@contoso.example', host: 'sim.example:4010' },
    });
    expect(page.json<Json>()['@odata.nextLink']).toBe('http://sim.example:4010/v1.0/me/events?$skip=10');
  });

  it('Calendars.ReadBasic sees no bodies, and no calendar scope sees nothing', async () => {
    const [event] = (await graph.ask('/v1.0/me/events?$top=1')).value;
    const [series] = (await graph.ask("/v1.0/me/events?$filter=type eq 'seriesMaster'&$top=1")).value;
    for (const path of [
      'calendar',
      'calendars',
      'events?$top=1',
      `events/${text(event?.['id'])}`,
      `events/${text(series?.['id'])}/instances?${windowAroundToday()}`,
      `calendarView?${windowAroundToday()}`,
      `calendarView/delta?${windowAroundToday()}`,
    ]) {
      const ask = (scopes: string) => graph.ask(`/v1.0/me/${path}`, { scopes });
      const basic = await ask('Calendars.ReadBasic');
      expect([path, basic.status]).toEqual([path, 200]);
      expect(JSON.stringify(basic.body)).not.toContain('"body":');
      for (const more of ['Calendars.Read', 'Calendars.ReadWrite'])
        expect([path, (await ask(more)).status]).toEqual([path, 200]);
      const refused = await ask('User.Read');
      expect([path, refused.status, errorCode(refused)]).toEqual([path, 403, 'ErrorAccessDenied']);
    }
    expect(JSON.stringify((await graph.ask('/v1.0/me/events?$top=1')).body)).toContain('"body":');
  });
});

describe('ids', () => {
  it('come in two formats, both accepted everywhere', async () => {
    const [regular] = (await graph.ask('/v1.0/me/events?$top=1')).value;
    const [immutable] = (
      await graph.ask('/v1.0/me/events?$top=1', { headers: { prefer: 'IdType="ImmutableId"' } })
    ).value;
    expect(text(regular?.['id'])).toMatch(/^AAMkA.{140,}=*$/);
    expect(text(immutable?.['id'])).toMatch(/^AAkALgAA/);
    const read = await graph.ask(`/v1.0/me/events/${text(immutable?.['id'])}`);
    expect(read.body['id']).toBe(regular?.['id']);
    const [series] = (
      await graph.ask("/v1.0/me/events?$filter=type eq 'seriesMaster'&$top=1", {
        headers: { prefer: 'IdType="ImmutableId"' },
      })
    ).value;
    const instances = `/v1.0/me/events/${text(series?.['id'])}/instances?${windowAroundToday()}`;
    expect((await graph.ask(instances)).status).toBe(200);
    const one = `/v1.0/me/events/${text(immutable?.['id'])}`;
    expect((await graph.ask(one, { method: 'PATCH', body: { subject: 'Renamed' } })).body['subject']).toBe(
      'Renamed',
    );
    expect((await graph.ask(one, { method: 'DELETE' })).status).toBe(204);
    expect((await graph.ask(`/v1.0/me/events/${text(regular?.['id'])}`)).status).toBe(404);
    expect(decodeURIComponent(text(regular?.['webLink']))).toContain(
      text(regular?.['id']).replaceAll('-', '/').replaceAll('_', '+'),
    );
  });

  it('are case-sensitive and belong to one mailbox', async () => {
    const id = text((await graph.ask('/v1.0/me/events?$top=1')).value[0]?.['id']);
    const swapped = Array.from(id)
      .map((letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()))
      .join('');
    expect((await graph.ask(`/v1.0/me/events/${swapped}`)).status).toBeGreaterThanOrEqual(400);
    const foreign = await graph.ask(`/v1.0/me/events/${id}`, { user: 'alex@contoso.example' });
    expect([foreign.status, errorCode(foreign)]).toEqual([404, 'ErrorItemNotFound']);
    const malformed = await graph.ask('/v1.0/me/events/not-an-id');
    expect([malformed.status, errorCode(malformed)]).toEqual([400, 'ErrorInvalidIdMalformed']);
  });

  it('of a calendar limit what is found below it', async () => {
    const calendars = (await graph.ask('/v1.0/me/calendars')).value;
    const [event] = (await graph.ask('/v1.0/me/calendar/events?$top=1')).value;
    const family = text(calendars.find(({ name }) => name === 'Family')?.['id']);
    expect((await graph.ask(`/v1.0/me/calendars/${family}/events/${text(event?.['id'])}`)).status).toBe(404);
    expect((await graph.ask(`/v1.0/me/events/${text(event?.['id'])}`)).status).toBe(200);
    expect((await graph.ask(`/v1.0/me/calendars/${family.slice(0, 60)}/events`)).status).toBe(404);
    expect((await graph.ask(`/v1.0/me/calendars/${family.toLowerCase()}/events`)).status).toBe(400);
    expect((await graph.ask('/v1.0/me/calendars/Calendar/events')).status).toBe(400);
  });

  it("are accepted in OData's own spelling too", async () => {
    const [event] = (await graph.ask('/v1.0/me/events?$top=1')).value;
    const answer = await graph.ask(`/v1.0/users('adele@contoso.example')/events('${text(event?.['id'])}')`, {
      undescribed: true,
    });
    expect(answer.body['id']).toBe(event?.['id']);
  });
});

describe('size', () => {
  it('the first delta page of 5,000 events is as large as it was asked to be', async () => {
    const { calendarId, created } = seedEvents(graph.world, {
      user: 'adele@contoso.example',
      calendar: 'Work projects',
      count: 5000,
    });
    expect(created).toBe(5000);
    const iso = (days: number): string => new Date(graph.clock.now() + days * 86_400_000).toISOString();
    const url = `/v1.0/me/calendars/${calendarId}/calendarView/delta?startDateTime=${iso(-90)}&endDateTime=${iso(365)}`;
    const page = await graph.ask(url, { headers: { prefer: 'odata.maxpagesize=50' } });
    expect(page.value).toHaveLength(50);
    expect(page.body['@odata.nextLink']).toBeDefined();
  });
});
