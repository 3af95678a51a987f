import { connectionStatuses, freshnessModes } from '@calmirror/api-contract';
import { describe, expect, it } from 'vitest';

import { statusSentence } from '../src/pages/calendars/status-sentence.ts';
import { summarySentence } from '../src/pages/calendars/summary-sentence.ts';
import { count } from '../src/texts/counted.ts';
import { aCalendar, aRun, AT } from './support/calendar.ts';

const { freshness } = aCalendar();
const live = { live: true };

describe('a calendar’s status in a sentence', () => {
  const runs = [
    null,
    aRun({ state: 'queued', kind: null }),
    aRun({ state: 'running', kind: 'baseline' }),
    aRun({ state: 'running' }),
  ];
  const everyState = connectionStatuses.flatMap((status) =>
    freshnessModes.flatMap((mode) =>
      runs.flatMap((currentRun) =>
        [true, false].map((isLive) => ({
          isLive,
          calendar: aCalendar({ status, currentRun, freshness: { ...freshness, mode } }),
        })),
      ),
    ),
  );

  it('is a whole sentence in every state there is', () => {
    for (const { calendar, isLive } of everyState) {
      expect(statusSentence(calendar, { live: isLive }).text).toMatch(/^[A-Z].*( …|\.)$/);
    }
  });

  it('never claims to be up to date while the stream is cut', () => {
    for (const { calendar } of everyState) {
      const { tone, text } = statusSentence(calendar, { live: false });
      expect(tone).not.toBe('good');
      expect(text).not.toMatch(/^Up to date/);
    }
  });

  it('says whether changes are pushed or asked for', () => {
    expect(statusSentence(aCalendar(), live)).toEqual({
      tone: 'good',
      text: 'Up to date. Changes arrive by push.',
    });
    const polled = aCalendar({ freshness: { ...freshness, mode: 'polling' } });
    expect(statusSentence(polled, live).text).toContain('Checked every few minutes');
  });

  it('counts the events of the first sync, those of the last page and all before', () => {
    const currentRun = aRun({
      state: 'running',
      kind: 'baseline',
      created: 1_000,
      updated: 200,
      unchanged: 50,
    });
    expect(statusSentence(aCalendar({ status: 'connecting', currentRun }), live).text).toBe(
      `First sync: ${count(1_250)} events so far …`,
    );
    const one = aRun({ state: 'running', kind: 'baseline', created: 1 });
    expect(statusSentence(aCalendar({ status: 'connecting', currentRun: one }), live).text).toBe(
      'First sync: 1 event so far …',
    );
  });

  it('says that Microsoft asked for a pause, although the run goes on', () => {
    const calendar = aCalendar({
      currentRun: aRun({ state: 'running' }),
      lastError: { code: 'throttled', message: 'Slow down.', at: AT },
    });
    expect(statusSentence(calendar, live)).toEqual({
      tone: 'waiting',
      text: 'Microsoft asked us to slow down. Calmirror goes on as soon as it may.',
    });
  });

  it('hands on what the server says of an error that has no words here', () => {
    const lastError = { code: 'bad_request', message: 'The server knows why.', at: AT };
    expect(statusSentence(aCalendar({ lastError }), live).text).toBe('The server knows why.');
  });

  it('leaves the reason of a stop to its status, whatever error came before', () => {
    const lastError = { code: 'throttled', message: null, at: AT };
    expect(statusSentence(aCalendar({ status: 'gone', lastError }), live)).toEqual({
      tone: 'problem',
      text: 'Stopped: this calendar no longer exists in Outlook.',
    });
  });
});

describe('all calendars in a sentence', () => {
  const busy = aCalendar({ status: 'connecting' });
  const problem = aCalendar({ status: 'reauth_required' });

  it('is about the worst of them', () => {
    expect(summarySentence([aCalendar(), busy, problem], live)).toBe('1 calendar needs your attention.');
    expect(summarySentence([aCalendar(), busy], live)).toBe(
      '1 calendar is being read or waiting for Microsoft.',
    );
    expect(summarySentence([aCalendar(), aCalendar()], live)).toBe('All calendars are up to date.');
  });

  it('says that it is old while the stream is cut', () => {
    expect(summarySentence([aCalendar()], { live: false })).toContain('what was known last');
  });

  it('does not count what stands still on purpose', () => {
    expect(summarySentence([aCalendar(), aCalendar({ status: 'disconnected' })], live)).toBe(
      'Your calendar is up to date.',
    );
  });
});
