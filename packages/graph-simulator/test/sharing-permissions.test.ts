import { beforeEach, describe, expect, it } from 'vitest';
import { expectGraphSchema } from './helpers/expect-graph-schema.ts';
import {
  type Answer,
  createGraphApp,
  errorCode,
  type GraphApp,
  isJson,
  type Json,
  text,
} from './helpers/graph-app.ts';

const ADELE = 'adele@contoso.example';
const ALEX = 'alex@contoso.example';
const PRIMARY = '/v1.0/me/calendar/calendarPermissions';
const ORGANIZATION = 'RGVmYXVsdA==';

let graph: GraphApp;
beforeEach(() => {
  graph = createGraphApp();
});

interface Asked {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly user?: string;
  readonly scopes?: string;
}

async function ask(url: string, options: Asked = {}): Promise<Answer> {
  const answer = await graph.ask(url, { user: ALEX, ...options, undescribed: true });
  if (answer.status < 300)
    for (const permission of answer.body['value'] === undefined ? [answer.body] : answer.value)
      if (permission['role'] !== undefined)
        expectGraphSchema('microsoft.graph.calendarPermission', permission);
  return answer;
}

const invite = (address: string, role: string, url = PRIMARY): Promise<Answer> =>
  ask(url, { method: 'POST', body: { emailAddress: { address }, role } });

const namesOf = ({ value }: Answer): unknown[] =>
  value.map(({ emailAddress, role }) => [isJson(emailAddress) ? emailAddress['name'] : null, role]);

async function calendarOf(name: string, user = ALEX): Promise<Json> {
  const list = await graph.ask('/v1.0/me/calendars?$top=50', { user });
  const found = list.value.find((calendar) => calendar['name'] === name);
  if (found === undefined) throw new Error(`No calendar ${name}`);
  return found;
}

describe('permissions of a calendar', () => {
  it('hold the organization for the primary calendar always, for others only where it was set', async () => {
    const primary = await ask(PRIMARY);
    expect(primary.value).toEqual([
      {
        id: ORGANIZATION,
        isRemovable: false,
        isInsideOrganization: true,
        role: 'freeBusyRead',
        allowedRoles: ['none', 'freeBusyRead', 'limitedRead', 'read', 'write'],
        emailAddress: { name: 'My Organization' },
      },
    ]);
    const other = `/v1.0/me/calendars/${text((await calendarOf('Family'))['id'])}/calendarPermissions`;
    expect((await ask(other)).value).toEqual([]);
    expect((await ask(PRIMARY, { user: 'robin@outlook.example' })).value).toEqual([]);
  });

  it('are made, read, changed and taken back by the owner, in every form of the path', async () => {
    const made = await invite(ADELE, 'read');
    expect(made.status).toBe(200);
    expect(made.body).toMatchObject({
      isRemovable: true,
      isInsideOrganization: true,
      role: 'read',
      emailAddress: { name: 'Adele Vance', address: ADELE },
    });
    expect(text(made.body['@odata.context'])).toMatch(
      /#users\('[-0-9a-f]+'\)\/calendar\/calendarPermissions\/\$entity$/,
    );
    const id = text(made.body['id']);
    const byName = `/v1.0/users/${ALEX}/calendar/calendarPermissions`;
    expect((await ask(`${byName}/${id}`)).body['role']).toBe('read');
    const changed = await ask(`${byName}/${id}`, { method: 'PATCH', body: { role: 'write' } });
    expect([changed.status, changed.body['role']]).toEqual([200, 'write']);
    const calendar = text((await calendarOf('Calendar'))['id']);
    const byCalendar = `/v1.0/me/calendars/${calendar}/calendarPermissions`;
    expect(namesOf(await ask(byCalendar))).toEqual([
      ['Adele Vance', 'write'],
      ['My Organization', 'freeBusyRead'],
    ]);
    expect((await ask(`${byCalendar}/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await ask(`${PRIMARY}/${id}`)).status).toBe(404);
    expect(namesOf(await ask(PRIMARY))).toEqual([['My Organization', 'freeBusyRead']]);
  });

  it('allow delegates in the primary calendar only, and only reading outside the organization', async () => {
    const family = `/v1.0/me/calendars/${text((await calendarOf('Family'))['id'])}/calendarPermissions`;
    const delegate = 'delegateWithPrivateEventAccess';
    expect((await invite(ADELE, delegate)).body['allowedRoles']).toContain(delegate);
    expect(errorCode(await invite(ADELE, delegate, family))).toBe('ErrorInvalidRequest');
    expect((await invite(ADELE, 'write', family)).body['allowedRoles']).toEqual([
      'freeBusyRead',
      'limitedRead',
      'read',
      'write',
    ]);
    const outside = await invite('sam@elsewhere.example', 'read');
    expect(outside.body).toMatchObject({
      isInsideOrganization: false,
      allowedRoles: ['freeBusyRead', 'limitedRead', 'read'],
      emailAddress: { address: 'sam@elsewhere.example' },
    });
    const id = text(outside.body['id']);
    expect((await ask(`${PRIMARY}/${id}`, { method: 'PATCH', body: { role: 'write' } })).status).toBe(400);
    expect((await invite('sam@elsewhere.example', 'write')).status).toBe(400);
  });

  it('keep the organization: its role changes, it cannot be removed', async () => {
    const path = `${PRIMARY}/${ORGANIZATION}`;
    expect((await ask(path, { method: 'PATCH', body: { role: 'limitedRead' } })).body['role']).toBe(
      'limitedRead',
    );
    expect((await ask(path)).body['role']).toBe('limitedRead');
    const delegate = { role: 'delegateWithoutPrivateEventAccess' };
    expect((await ask(path, { method: 'PATCH', body: delegate })).status).toBe(400);
    expect((await ask(path, { method: 'DELETE' })).status).toBe(400);
  });

  it('are refused where nobody can be meant, nothing is for sharing, or the scope is missing', async () => {
    const tries: readonly [Promise<Answer>, number][] = [
      [invite(ALEX, 'read'), 400],
      [invite(ADELE, 'none'), 400],
      [invite(ADELE, 'reader'), 400],
      [invite(ADELE, 'custom'), 400],
      [invite('nobody', 'read'), 400],
      [ask(`${PRIMARY}/${ORGANIZATION}`, { method: 'PATCH', body: {} }), 400],
      [ask(PRIMARY, { method: 'POST', body: {}, scopes: 'Calendars.Read' }), 403],
      [ask(`${PRIMARY}/${ORGANIZATION}/more`), 400],
      [ask(`${PRIMARY}/unknown`), 404],
    ];
    for (const [answer, status] of tries) expect((await answer).status).toBe(status);
    const birthdays = text((await calendarOf('Birthdays'))['id']);
    const refused = await invite(ADELE, 'read', `/v1.0/me/calendars/${birthdays}/calendarPermissions`);
    expect([refused.status, errorCode(refused)]).toEqual([403, 'ErrorAccessDenied']);
  });

  it('are seen by nobody but the owner: a sharee gets an empty list and cannot write to it', async () => {
    await invite(ADELE, 'write');
    const copy = text((await calendarOf('Alex Wilber', ADELE))['id']);
    const scopes = 'Calendars.ReadWrite.Shared';
    for (const calendar of [`/v1.0/me/calendars/${copy}`, `/v1.0/users/${ALEX}/calendar`]) {
      const list = await ask(`${calendar}/calendarPermissions`, { user: ADELE, scopes });
      expect([list.status, list.value]).toEqual([200, []]);
      const one = `${calendar}/calendarPermissions/${ORGANIZATION}`;
      expect((await ask(one, { user: ADELE, scopes })).status).toBe(404);
      const change = { method: 'PATCH', body: { role: 'write' }, user: ADELE, scopes } as const;
      expect((await ask(one, change)).status).toBe(403);
    }
  });
});
