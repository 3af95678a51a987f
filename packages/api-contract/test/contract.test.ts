import { readFile } from 'node:fs/promises';

import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';

import {
  CalendarChange,
  EventId,
  EventsQuery,
  EventTime,
  isProblemCode,
  LoginQuery,
  pagePaths,
  paths,
  ProblemBody,
  problemCodes,
  problems,
  SelectBody,
} from '../src/index.ts';

const uuid = '7d6c2b1e-5a4f-4d3c-8b2a-1f0e9d8c7b6a';

describe('problem codes', () => {
  it('are words that can stand in an address, each with an error status and a sentence to act on', () => {
    for (const code of problemCodes) {
      expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
      const { status, title, whatToDo } = problems[code];
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(600);
      expect(title).not.toMatch(/\.$/);
      expect(whatToDo).toMatch(/\.$/);
    }
  });

  it('are recognised, and nothing else is, whatever an object inherits', () => {
    expect(problemCodes.every(isProblemCode)).toBe(true);
    expect(['toString', '__proto__', 'constructor', ''].filter(isProblemCode)).toEqual([]);
  });

  it('are the only codes that a problem may carry', () => {
    const body = {
      type: '/problems/not_found',
      title: 'x',
      status: 404,
      detail: 'y',
      code: 'not_found',
      requestId: 'z',
    };
    expect(Value.Check(ProblemBody, body)).toBe(true);
    expect(Value.Check(ProblemBody, { ...body, code: 'other' })).toBe(false);
    expect(Value.Check(ProblemBody, { ...body, stack: 'secret' })).toBe(false);
  });
});

describe('schemas', () => {
  it('tell an instant from a date, and take nothing that is both', () => {
    expect(Value.Check(EventTime, { dateTime: '2026-03-01T09:00:00.000Z', timeZone: null })).toBe(true);
    expect(Value.Check(EventTime, { date: '2026-03-01' })).toBe(true);
    expect(Value.Check(EventTime, { date: '2026-03-01', dateTime: '2026-03-01T09:00:00Z' })).toBe(false);
    expect(Value.Check(EventTime, { date: '2026-02-30' })).toBe(false);
  });

  it('name an event by its calendar and a number', () => {
    expect(Value.Check(EventId, `${uuid}.1`)).toBe(true);
    for (const bad of [uuid, `${uuid}.0`, `${uuid}.-1`, `${uuid}.1.1`, `${uuid}.1\n`, '1']) {
      expect(Value.Check(EventId, bad)).toBe(false);
    }
  });

  it('take no parameter that they do not name', () => {
    expect(Value.Check(EventsQuery, { calendarId: uuid, limit: 1000, view: 'series' })).toBe(true);
    expect(Value.Check(EventsQuery, { calender: uuid })).toBe(false);
    expect(Value.Check(LoginQuery, { tenant: 'common', redirect: 'https://evil.example' })).toBe(false);
  });

  it('choose at least one calendar, each once', () => {
    expect(Value.Check(SelectBody, { sessionId: uuid, calendarIds: ['a'] })).toBe(true);
    expect(Value.Check(SelectBody, { sessionId: uuid, calendarIds: [] })).toBe(false);
    expect(Value.Check(SelectBody, { sessionId: uuid, calendarIds: ['a', 'a'] })).toBe(false);
  });

  it('number changes from one', () => {
    expect(Value.Check(CalendarChange.properties.seq, 0)).toBe(false);
    expect(Value.Check(CalendarChange.properties.seq, 1)).toBe(true);
  });
});

describe('paths', () => {
  it('are each written once', () => {
    const all = [...Object.values(paths), ...Object.values(pagePaths)];
    expect(new Set(all).size).toBe(all.length);
  });

  it('and problems come to the page without the schemas: their modules import nothing', async () => {
    for (const name of ['paths', 'problems']) {
      const source = await readFile(new URL(`../src/${name}.ts`, import.meta.url), 'utf8');
      expect(source).not.toMatch(/^import /m);
      expect(source).not.toMatch(/^export .* from /m);
    }
    expect((await import('@calmirror/api-contract/paths')).paths).toBe(paths);
    expect((await import('@calmirror/api-contract/problems')).problems).toBe(problems);
  });
});
