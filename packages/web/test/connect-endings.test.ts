import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { connectErrors } from '../../server/src/connections/connect-errors.ts';
import { endingOf } from '../src/pages/connect/endings.ts';
import { english } from '../src/texts/english.ts';

const general = english.connect.unknownEnding.title;

describe('the end of connecting', () => {
  it.each(Object.keys(connectErrors))('has a page of its own for %s', (code) => {
    const ending = endingOf(code);
    expect(ending.title).not.toBe(general);
    for (const sentence of [ending.cause, ending.whatToDo]) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });

  it('has no page for a code that the server does not send', () => {
    expect(Object.keys(english.connect.endings).toSorted()).toEqual(Object.keys(connectErrors).toSorted());
  });

  it.each(['too_many_requests', 'service_unavailable', 'internal_error'])(
    'has a page also for a refusal on the way: %s',
    (code) => expect(endingOf(code).title).not.toBe(general),
  );

  it('is told in general words for any other code, also for the names of what every object has', () => {
    for (const code of ['', 'teapot', 'constructor', '__proto__', 'toString']) {
      expect(endingOf(code).title).toBe(general);
    }
    fc.assert(fc.property(fc.string(), (code) => endingOf(code).action !== ''));
  });

  it('leads to the calendars where connecting again would not help, and brings the link where it does', () => {
    expect(endingOf('already_used').first).toBe('calendars');
    expect(endingOf('declined').first).toBe('connect');
    expect(endingOf('admin_consent_required').withAdminLink).toBe(true);
    expect(endingOf('declined').withAdminLink).toBe(false);
  });
});
