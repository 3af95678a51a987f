import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { httpsLink, teamsJoinLink } from '../src/events/teams-link.ts';
import { bodyDocument, likelyHeight } from '../src/events/panel/body-document.ts';
import { answerCounts } from '../src/events/panel/answer-counts.ts';
import { personName } from '../src/events/panel/person-name.ts';

describe('the link behind Join', () => {
  it.each([
    'https://teams.microsoft.com/l/meetup-join/19%3ameeting/0',
    'https://teams.live.com/meet/9312345678901',
    'https://teams.cloud.microsoft/meet/2148471889970',
    'https://gov.teams.microsoft.us/l/meetup-join/19%3ameeting/0',
  ])('opens a meeting of Teams: %s', (link) => expect(teamsJoinLink(link)).toBe(link));

  it.each([
    null,
    '',
    'http://teams.microsoft.com/l/meetup-join/1',
    'https://teams.microsoft.com.evil.example/l/meetup-join/1',
    'https://evil.example/teams.microsoft.com',
    'https://evilteams.microsoft.us/l/meetup-join/1',
    'https://teams.microsoft.com@evil.example/',
    'https://user:secret@teams.microsoft.com/l/meetup-join/1',
    'https://teams.microsoft.com:8443/l/meetup-join/1',
    'javascript:alert(1)//teams.microsoft.com',
    '//teams.microsoft.com/l/meetup-join/1',
  ])('opens nothing else: %s', (link) => expect(teamsJoinLink(link)).toBeUndefined());
});

describe('a link out of the page', () => {
  it('is https or none, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.webUrl(), fc.constantFrom('data:text/html,x', 'JavaScript:x')),
        (text) => {
          const link = httpsLink(text);
          return link === undefined || new URL(link).protocol === 'https:';
        },
      ),
    );
  });
});

describe('the document of a body', () => {
  it('lets nothing load but its own style', () => {
    const document = bodyDocument('<p>Hello</p>', { scheme: 'light', nonce: 'abc123' });
    expect(document).toContain(
      `content="default-src 'none'; style-src 'nonce-abc123'; base-uri 'none'; form-action 'none'"`,
    );
    expect(document).toContain('<body><p>Hello</p></body>');
  });

  it('begins about as high as its text, within limits', () => {
    const short = likelyHeight('<p>Hello</p>');
    const long = likelyHeight(`<p>${'word '.repeat(100)}</p><p>${'word '.repeat(50)}</p>`);
    expect(short).toBeLessThan(long);
    expect(likelyHeight('<p>Hello</p>'.repeat(1_000))).toBe(likelyHeight('<p>Hello</p>'.repeat(2_000)));
  });
});

describe('people of an event', () => {
  const attendee = (response: string | null) => ({
    name: null,
    address: null,
    type: null,
    response,
    respondedAt: null,
  });

  it('are counted by their answers; one that is not known is open', () => {
    const responses = [
      'accepted',
      'organizer',
      'tentativelyAccepted',
      'declined',
      'none',
      'notResponded',
      null,
      'new',
    ];
    expect(answerCounts(responses.map(attendee))).toEqual({
      accepted: 2,
      tentative: 1,
      declined: 1,
      open: 4,
    });
  });

  it.each([
    [{ name: 'Megan Bowen', address: 'megan@contoso.example' }, 'Megan Bowen (megan@contoso.example)'],
    [{ name: 'megan@contoso.example', address: 'megan@contoso.example' }, 'megan@contoso.example'],
    [{ name: null, address: 'megan@contoso.example' }, 'megan@contoso.example'],
    [{ name: 'Megan Bowen', address: null }, 'Megan Bowen'],
    [{ name: '', address: '' }, 'Somebody without a name'],
  ])('show the address with a name, which can say anything: %j', (person, shown) =>
    expect(personName(person)).toBe(shown),
  );
});
