import { describe, expect, it } from 'vitest';

import { extractTeamsMeetingInfo } from '../src/convert/index.ts';
import { parseEvent } from '../src/wire/index.ts';
import { payload, payloadItems, payloadsAreHere, skipSentence } from './support/shared-payloads.ts';

const long =
  'https://teams.microsoft.com/l/meetup-join/19%3ameeting_abc%40thread.v2/0?context=%7b%22Tid%22%3a%22t%22%7d';
const short = 'https://teams.microsoft.com/meet/496000000000082?p=hash';
const nothing = { teamsEnabled: false, teamsMeetingUrl: null, teamsConferenceId: null };
const html = (content: string) => ({ body: { contentType: 'html', content } });
const safe = (link: string, region = 'eur02', host = 'safelinks.protection.outlook.com') =>
  `https://${region}.${host}/?url=${encodeURIComponent(link)}&data=05%7C02&sdata=x%3D&reserved=0`;

describe('the link of a Teams meeting', () => {
  it('is that of onlineMeeting before any other', () => {
    const event = {
      onlineMeeting: { joinUrl: long },
      onlineMeetingUrl: short,
      ...html(`<a href="https://teams.live.com/meet/9520000000008?p=x">Join</a>`),
    };
    expect(extractTeamsMeetingInfo(event)).toMatchObject({ teamsEnabled: true, teamsMeetingUrl: long });
  });

  it.each([
    ['onlineMeetingUrl', { onlineMeetingUrl: short }],
    ['the uri of a location', { locations: [{ displayName: 'Room' }, { locationUri: short }] }],
    ['the name of a location', { location: { displayName: `Room 1; ${short}` } }],
    ['a link in the body', html(`<p>Hi</p><a href="${short}">Join</a>`)],
    [
      'a link with entities',
      html('<a href="https://teams.microsoft.com/meet/496000000000082?p&#61;hash">Join</a>'),
    ],
    ['the words of the body', html(`<p>Join: ${short}.</p>`)],
    ['words with entities', html(`<p>Join: ${short.replace('://', '&#58;&#x2F;&sol;')}.</p>`)],
    ['a text body', { body: { contentType: 'text', content: `Join Microsoft Teams Meeting<${short}>\r\n` } }],
    ['the preview, where it is whole there', { bodyPreview: `Join: ${short}\r\nMeeting ID: 496` }],
    ['a Safe Link', html(`<a href="${safe(short).replaceAll('&', '&amp;')}">Join</a>`)],
    ['a Safe Link in a Safe Link', { onlineMeetingUrl: safe(safe(short)) }],
    [
      'a Safe Link of the US government',
      { onlineMeetingUrl: safe(short, 'usg01', 'safelinks.protection.office365.us') },
    ],
    [
      'what Outlook kept of a link that it rewrote',
      html(`<a href="https://rewritten.example/1" originalsrc="${short}">Join</a>`),
    ],
  ])('is found in %s', (_, event) => {
    expect(extractTeamsMeetingInfo(event)).toEqual({
      teamsEnabled: true,
      teamsMeetingUrl: short,
      teamsConferenceId: null,
      teamsMeetingId: '496000000000082',
    });
  });

  it.each([
    'https://teams.live.com/meet/9520000000008?p=x',
    'https://teams.cloud.microsoft/meet/496000000000082?p=x',
    'https://gov.teams.microsoft.us/l/meetup-join/19%3ameeting_a%40thread.v2/0',
    'https://dod.teams.microsoft.us/l/meetup-join/19%3ameeting_a%40thread.v2/0',
    'https://teams.microsoft.com/l/meetup-join/19%3a900876%40thread.skype/1501527539926?tenantId=d',
    'https://teams.microsoft.com/v2/#/meet/496000000000082?p=x',
    'https://TEAMS.microsoft.com/l/meetup-join/19:meeting_a@thread.v2/0',
  ])('may be %s', (link) => {
    expect(extractTeamsMeetingInfo({ onlineMeeting: { joinUrl: link } }).teamsMeetingUrl).toBe(
      new URL(link).href,
    );
  });

  it.each([
    'http://teams.microsoft.com/meet/496000000000082?p=x',
    'https://teams.microsoft.com.evil.example/meet/496000000000082',
    'https://evil.example/meet/496000000000082?https://teams.microsoft.com',
    'https://teams.microsoft.com@evil.example/meet/496000000000082',
    'https://someone@teams.microsoft.com/meet/496000000000082',
    'https://teams.microsoft.com:8443/meet/496000000000082',
    'https://evilteams.microsoft.us/l/meetup-join/19',
    'https://xteams.microsoft.com/meet/496000000000082',
    'https://teams.microsoft.com/meetingOptions/?threadId=19_meeting_a@thread.v2',
    'https://teams.microsoft.com/l/channel/19%3aabc/General',
    'https://teams.microsoft.com/meet/join-me',
    'https://teams.live.com/meetingOptions/meetings/9520000000008/view',
    'https://dialin.teams.microsoft.com/1f9a0550?id=275984951',
    'https://aka.ms/JoinTeamsMeeting',
    'https://www.microsoft.com/microsoft-teams/join-a-meeting',
    'https://safelinks.protection.outlook.com.evil.example/?url=https%3A%2F%2Fteams.microsoft.com%2Fmeet%2F496000000000082',
    safe('https://evil.example/meet/496000000000082'),
    safe(safe(safe(safe(short)))),
    'javascript:alert(1)//https://teams.microsoft.com/meet/496000000000082',
    'not a link',
    '',
  ])('is not %s', (link) => {
    const event = {
      onlineMeeting: { joinUrl: link },
      ...html(`<a href="${link}">https://teams.microsoft.com/</a>`),
    };
    expect(extractTeamsMeetingInfo(event)).toEqual(nothing);
  });

  it('comes with the numbers that a text body prints, whatever white space is in them', () => {
    const content = `Join<${short}>\r\n<tel:+1\u00a0323  886\t7531,,${' '.repeat(80)}291633251#>\r\n`;
    expect(extractTeamsMeetingInfo({ body: { contentType: 'text', content } })).toMatchObject({
      teamsConferenceId: '291633251',
      teamsDialInNumbers: ['+1 323 886 7531'],
    });
  });

  it('is not where a browser shows an entity as it is', () => {
    const content = `<plaintext>Join: ${short.replace(':', '&#58;')}`;
    expect(extractTeamsMeetingInfo(html(content))).toEqual(nothing);
  });

  it('keeps parameters that look like entities, as a browser does', () => {
    const link = `${short}&copy=1&lt=2`;
    expect(extractTeamsMeetingInfo(html(`<a href="${link}">Join</a>`)).teamsMeetingUrl).toBe(link);
  });

  it('is that with the id of the invitation, before one that stands above it', () => {
    const other = 'https://teams.microsoft.com/meet/111111111111111?p=old';
    const content = `<a href="${other}">old</a><a id="x_meet_invite_block.action.join_link" href="${short}">new</a>`;
    expect(extractTeamsMeetingInfo(html(content)).teamsMeetingUrl).toBe(short);
  });

  it('is the first of several, so that a quoted invitation below does not win', () => {
    const quoted = 'https://teams.microsoft.com/meet/111111111111111?p=old';
    expect(
      extractTeamsMeetingInfo(
        html(`<a href="${short}">a</a><blockquote><a href="${quoted}">b</a></blockquote>`),
      ).teamsMeetingUrl,
    ).toBe(short);
  });

  it('comes with its short form, where the body prints one beside the long', () => {
    const event = {
      onlineMeeting: { joinUrl: long },
      ...html(`<a id="meet_invite_block.action.join_link" href="${short}">x</a>`),
    };
    expect(extractTeamsMeetingInfo(event)).toMatchObject({ teamsMeetingUrl: long, teamsShortUrl: short });
  });

  it('is not taken from scripts, styles, comments, or the cut end of a preview', () => {
    const hidden = `<script>"${short}"</script><style>/* ${short} */</style><!-- ${short} -->`;
    expect(extractTeamsMeetingInfo(html(hidden))).toEqual(nothing);
    expect(extractTeamsMeetingInfo({ bodyPreview: `Join: ${short}` })).toEqual(nothing);
  });

  it('may not be there yet, though Graph says that it is a Teams meeting', () => {
    const event = { isOnlineMeeting: true, onlineMeetingProvider: 'teamsForBusiness', onlineMeeting: null };
    expect(extractTeamsMeetingInfo(event)).toEqual({ ...nothing, teamsEnabled: true });
    expect(extractTeamsMeetingInfo({ ...event, onlineMeetingProvider: 'skypeForBusiness' })).toEqual(nothing);
  });

  it('is not there in an event without anything', () => {
    expect(extractTeamsMeetingInfo({})).toEqual(nothing);
    expect(
      extractTeamsMeetingInfo({ body: null, location: null, locations: null, onlineMeeting: null }),
    ).toEqual(nothing);
  });
});

describe('the conference id', () => {
  const meeting = { onlineMeeting: { joinUrl: long } };
  it.each([
    ['onlineMeeting', { onlineMeeting: { joinUrl: long, conferenceId: '291 633 251#' } }],
    [
      'the dial-in link',
      {
        ...meeting,
        ...html('<a href="https://dialin.teams.microsoft.com/1f9a0550-737c?id=291633251">x</a>'),
      },
    ],
    [
      'the number to dial',
      { ...meeting, ...html('<a class="me-email-link" href="tel:&#43;1 323-886-7531,,291633251# ">x</a>') },
    ],
    [
      'the dial-in link before the number',
      {
        ...meeting,
        ...html(
          '<a href="tel:+1,,111111111#">x</a><a href="https://dialin.teams.microsoft.com/a?id=291633251">y</a>',
        ),
      },
    ],
  ])('is read from %s', (_, event) => {
    expect(extractTeamsMeetingInfo(event).teamsConferenceId).toBe('291633251');
  });

  it('is not that of another provider', () => {
    expect(extractTeamsMeetingInfo(html('<a href="tel:+1 646,,95712345678#">Zoom, not Teams</a>'))).toEqual(
      nothing,
    );
    const event = { ...meeting, ...html('teams <a href="https://dialin.evil.example/a?id=291633251">x</a>') };
    expect(extractTeamsMeetingInfo(event).teamsConferenceId).toBeNull();
  });
});

describe.skipIf(!payloadsAreHere)(
  `Microsoft's own invitations (${payloadsAreHere ? 'present' : skipSentence})`,
  () => {
    it.each([
      [
        'event-teams-dialin-body-2019',
        'https://teams.microsoft.com/l/meetup-join/19%3ameeting_ODky',
        '291633251',
      ],
      [
        'event-teams-conference-room-location',
        'https://teams.microsoft.com/l/meetup-join/19%3ameeting_NTRk',
        '275984951',
      ],
      [
        'event-teams-short-url-body-2026',
        'https://teams.microsoft.com/l/meetup-join/19%3ameeting_MDAw',
        null,
      ],
      [
        'event-teams-live-consumer-meeting-code-body',
        'https://teams.live.com/meet/9520000000008?p=AAAAAAAAAAAAAAAAAA',
        null,
      ],
      [
        'event-select-online-meeting-only',
        'https://teams.microsoft.com/l/meetup-join/19%3ameeting_ODky',
        '291633251',
      ],
    ])('%s: link and conference id', (file, link, conferenceId) => {
      const event = parseEvent(payload(`calendar/${file}.json`));
      const info = extractTeamsMeetingInfo(event);
      expect(info.teamsEnabled).toBe(true);
      expect(info.teamsMeetingUrl?.startsWith(link)).toBe(true);
      expect(info.teamsConferenceId).toBe(conferenceId);
    });

    it.each([
      [
        'event-teams-dialin-body-2019',
        'https://teams.microsoft.com/l/meetup-join/19%3ameeting_ODky',
        '291633251',
      ],
      [
        'event-teams-conference-room-location',
        'https://teams.microsoft.com/l/meetup-join/19%3ameeting_NTRk',
        '275984951',
      ],
      [
        'event-teams-short-url-body-2026',
        'https://teams.microsoft.com/meet/496000000000082?p=BBBBBBBBBBBBBBBBBB',
        null,
      ],
      [
        'event-teams-live-consumer-meeting-code-body',
        'https://teams.live.com/meet/9520000000008?p=AAAAAAAAAAAAAAAAAA',
        null,
      ],
    ])('%s: the same from its body alone', (file, link, conferenceId) => {
      const { body } = parseEvent(payload(`calendar/${file}.json`));
      const info = extractTeamsMeetingInfo({ body });
      expect(info.teamsMeetingUrl?.startsWith(link)).toBe(true);
      expect(info.teamsConferenceId).toBe(conferenceId);
    });

    it('a channel link in a text body is found where nothing else is', () => {
      const [item] = payloadItems('calendar/group-calendarview-page-text-body.json');
      expect(extractTeamsMeetingInfo(parseEvent(item))).toEqual({
        teamsEnabled: true,
        teamsMeetingUrl:
          'https://teams.microsoft.com/l/meetup-join/19%3a900876baa3134907b0dcb41a0d220e31%40thread.skype/1501527539926?tenantId=dcd219dd-bc68-4b9b-bf0b-4a33a796be35',
        teamsConferenceId: null,
      });
    });
  },
);
