/** The Teams examples of the fact sheet, section 6, one by one. P/… are Microsoft's example bodies; [F] and [I] say how sure the facts are. */
import { describe, expect, it } from 'vitest';

import { extractTeamsMeetingInfo } from '../src/convert/index.ts';

const thread = '19%3ameeting_ODky%40thread.v2/0';
const context = '?context=%7b%22Tid%22%3a%22t%22%2c%22Oid%22%3a%22o%22%7d';
const long = `https://teams.microsoft.com/l/meetup-join/${thread}${context}`;
const short = 'https://teams.microsoft.com/meet/496000000000082?p=BBBB';
const html = (content: string) => ({ body: { contentType: 'html', content } });
const text = (content: string) => ({ body: { contentType: 'text', content } });
const below = (content: string) => html(`<a href="${long}">Join</a>${content}`);
const safe = (link: string, host = 'nam02.safelinks.protection.outlook.com') =>
  `https://${host}/?url=${encodeURIComponent(link)}&data=05&sdata=x&reserved=0`;
const escaped = (link: string) => link.replaceAll('&', '&amp;');

type Event = Parameters<typeof extractTeamsMeetingInfo>[0];
type LinkRow = [source: string, what: string, event: Event, link: string];

const joinLinks: LinkRow[] = [
  ['6.2 (P/event-teams-dialin-body-2019)', 'the classic form', { onlineMeeting: { joinUrl: long } }, long],
  ...[
    [
      '6.2 (P/group-calendarview-page-text-body)',
      'a channel meeting',
      'teams.microsoft.com/l/meetup-join/19%3a9008%40thread.skype/1501527539926?tenantId=d',
    ],
    [
      '6.2 [I]',
      'a channel meeting of tacv2',
      'teams.microsoft.com/l/meetup-join/19%3a9008%40thread.tacv2/1501527539926',
    ],
    [
      '6.2 (MC772556, P/event-teams-short-url-body-2026)',
      'the short form',
      'teams.microsoft.com/meet/496000000000082?p=BBBB',
    ],
    [
      '6.2 (P/event-teams-live-consumer-meeting-code-body)',
      'a personal account',
      'teams.live.com/meet/9520000000008?p=AAAA',
    ],
    ['6.2 [F]', 'the fragment form of the web client', 'teams.microsoft.com/v2/#/meet/496000000000082?p=x'],
    ['6.2 (MC1162275)', 'the unified domain', 'teams.cloud.microsoft/meet/496000000000082?p=x'],
    ['6.2 (MeetingBar)', 'GCC High', `gov.teams.microsoft.us/l/meetup-join/${thread}`],
    ['6.2', 'DoD', `dod.teams.microsoft.us/l/meetup-join/${thread}`],
  ].map(([source = '', what = '', link = '']): LinkRow => {
    return [source, what, { onlineMeeting: { joinUrl: `https://${link}` } }, `https://${link}`];
  }),
  ['6.1 (R/event.md)', 'onlineMeetingUrl', { onlineMeetingUrl: short }, short],
  ['6.1', 'the uri of a location', { locations: [{ locationUri: short }] }, short],
  [
    '6.1',
    'a link pasted into the name of a location',
    { location: { displayName: `Room; ${short}` } },
    short,
  ],
  [
    '6.1',
    'a forwarded invitation, without onlineMeeting',
    { isOnlineMeeting: false, onlineMeeting: null, ...below('') },
    long,
  ],
  [
    '6.1 [V]',
    'a preview that has the short link whole',
    { bodyPreview: `Join: ${short}\r\nMeeting ID: 496` },
    short,
  ],
  ['6.3', 'a Safe Link', html(`<a href="${escaped(safe(short))}">x</a>`), short],
  ['6.3', 'a Safe Link wrapped twice', html(`<a href="${escaped(safe(safe(short)))}">x</a>`), short],
  [
    '6.3',
    'originalsrc of Outlook',
    html(`<a href="https://rewritten.example" originalsrc="${short}">x</a>`),
    short,
  ],
  [
    '6.3 [I]',
    'a Safe Link of the US government',
    { onlineMeetingUrl: safe(short, 'usg01.safelinks.protection.office365.us') },
    short,
  ],
  [
    '6.4 (P/group-calendarview-page-text-body)',
    'words and link in a text body',
    text(`Join Microsoft Teams Meeting<${long}>\r\n`),
    long,
  ],
  ['6.4', 'a link before the end of a sentence', text(`Join (${short}).`), short],
  [
    '6.4 [V]',
    'an anchor whose words break',
    html(`<a class="me-email-headline" href="${long}">Click\r\n here to join</a>`),
    long,
  ],
  [
    '6.6',
    'the first of two, the lower quoted',
    html(`<a href="${short}">a</a><blockquote><a href="${long}">b</a></blockquote>`),
    short,
  ],
];

const noLinks: [source: string, what: string, link: string][] = [
  [
    '6.2 (P/event-teams-dialin-body-2019)',
    'the options of a meeting',
    'https://teams.microsoft.com/meetingOptions/?organizerId=o&threadId=19_meeting_ODky@thread.v2',
  ],
  [
    '6.2',
    'the options of a consumer’s meeting',
    'https://teams.live.com/meetingOptions/meetings/9520000000008/view',
  ],
  [
    '6.2 (P/event-teams-dialin-body-2019)',
    'the page of local numbers',
    'https://dialin.teams.microsoft.com/1f9a0550?id=291633251',
  ],
  [
    '6.2 (P/event-teams-dialin-body-2019)',
    'the page for the PIN',
    'https://mysettings.lync.com/pstnconferencing',
  ],
  ['6.2 (P/event-teams-short-url-body-2026)', 'a page of help', 'https://aka.ms/JoinTeamsMeeting?omkt=en-US'],
  ['6.2', 'the page to join by id', 'https://www.microsoft.com/microsoft-teams/join-a-meeting'],
  [
    '6.2 [I]',
    'a host of 21Vianet that nobody configured',
    `https://teams.microsoftonline.cn/l/meetup-join/${thread}`,
  ],
  [
    '6.3 (inbox-zero)',
    'a host that begins like Teams',
    `https://teams.microsoft.com.evil.example/l/meetup-join/${thread}`,
  ],
  [
    '6.3',
    'a user that is called like Teams',
    `https://teams.microsoft.com@evil.example/l/meetup-join/${thread}`,
  ],
  ['6.3', 'a link without https', `http://teams.microsoft.com/l/meetup-join/${thread}`],
  ['6.3 [I]', 'a Safe Link wrapped more than three times', safe(safe(safe(safe(short))))],
  ['6.1 (R/event.md)', 'a Skype link', 'https://meet.lync.com/contoso/adele/ABCDEF'],
];

const conferenceIds: [source: string, what: string, event: Event, id: string | null][] = [
  [
    '6.1 (P/event-teams-dialin-body-2019)',
    'of onlineMeeting',
    { onlineMeeting: { joinUrl: long, conferenceId: '291633251' } },
    '291633251',
  ],
  [
    '6.4 [V]',
    'behind ,, of a number whose + is an entity',
    below('<a href="tel:&#43;1 323-886-7531,,291633251# ">x</a>'),
    '291633251',
  ],
  [
    '6.4 [V]',
    'of the page of local numbers',
    below('<a href="https://dialin.teams.microsoft.com/1f9a0550?id=291633251">x</a>'),
    '291633251',
  ],
  ['6.4, 2019', '“Conference ID”', below('<div>Conference ID: 291 633 251#</div>'), '291633251'],
  [
    '6.4, 2020–23',
    '“Phone Conference ID”',
    below('<div>Phone Conference ID: 123 456 789#</div>'),
    '123456789',
  ],
  [
    '6.4, 2024–25 [F]',
    '“Phone conference ID”',
    below('<div>Phone conference ID: 123 456 789#</div>'),
    '123456789',
  ],
  ['6.5 [F]', 'in German', below('<div>Telefonkonferenz-ID: 123 456 789#</div>'), '123456789'],
  [
    '6.5 [I]',
    'in French, a no-break space before the colon',
    below('<div>ID de conférence téléphonique&nbsp;: 123 456 789#</div>'),
    '123456789',
  ],
  ['6.4 [V]', 'but not the meeting id', below('<div>Meeting ID: 496 000 000 000 082</div>'), null],
  [
    '6.4 [F]',
    'but not the video id of room systems',
    below('<div>Tenant key: teams@vc.example</div><div>Video ID: 118 273 645 5</div>'),
    null,
  ],
];

const meetingIds: [source: string, what: string, event: Event, id: string][] = [
  [
    '6.4 [V]',
    'printed in groups of three',
    below('<div>Meeting ID: 496 000 000 000 082</div>'),
    '496000000000082',
  ],
  ['6.4 [V]', 'of the short link', { onlineMeeting: { joinUrl: short } }, '496000000000082'],
  [
    '6.4',
    'of the element for it',
    below('<span data-tid="meeting-code">Möte-id: <b>375 814 209 66</b></span>'),
    '37581420966',
  ],
  ['6.5 [F]', '“Besprechungs-ID”', below('<div>Besprechungs-ID: 375 814 209 66</div>'), '37581420966'],
  ['6.5 [F]', '“ID de la reunión”', below('<div>ID de la reunión: 375 814 209 66</div>'), '37581420966'],
  ['6.5 [F]', '“会議 ID”, a full-width colon', below('<div>会議 ID： 375 814 209 66</div>'), '37581420966'],
  [
    '6.5 [I]',
    '“ID de réunion”, a no-break space',
    below('<div>ID de réunion&nbsp;: 375 814 209 66</div>'),
    '37581420966',
  ],
];

describe('fact sheet, the link of a Teams meeting', () => {
  it.each(joinLinks)('%s: %s', (_, __, event, link) => {
    expect(extractTeamsMeetingInfo(event)).toMatchObject({ teamsEnabled: true, teamsMeetingUrl: link });
  });

  it.each(noLinks)('%s: not %s', (_, __, link) => {
    expect(
      extractTeamsMeetingInfo({ onlineMeetingUrl: link, ...html(`<a href="${escaped(link)}">x</a>`) }),
    ).toEqual({
      teamsEnabled: false,
      teamsMeetingUrl: null,
      teamsConferenceId: null,
    });
  });

  it('6.1: not one that reaches the end of the preview', () => {
    expect(extractTeamsMeetingInfo({ bodyPreview: `Join: ${long}` }).teamsMeetingUrl).toBeNull();
  });

  it('6.1 (inbox-zero): not there yet, though Graph says that it is a meeting of Teams', () => {
    const event = { isOnlineMeeting: true, onlineMeetingProvider: 'teamsForBusiness', onlineMeeting: null };
    expect(extractTeamsMeetingInfo(event)).toMatchObject({ teamsEnabled: true, teamsMeetingUrl: null });
  });

  it('6.2 [I]: both links of the body of 2026, long and short', () => {
    const event = {
      onlineMeeting: { joinUrl: long },
      ...html(
        `<a id="meet_invite_block.action.join_link" href="${short}">x</a><a id="meet_invite_block.action.join_link_compatibility" href="${long}">System reference</a>`,
      ),
    };
    expect(extractTeamsMeetingInfo(event)).toMatchObject({ teamsMeetingUrl: long, teamsShortUrl: short });
  });
});

describe('fact sheet, the ids of a Teams meeting', () => {
  it.each(conferenceIds)('%s: the conference id %s', (_, __, event, id) => {
    expect(extractTeamsMeetingInfo(event).teamsConferenceId).toBe(id);
  });

  it.each(meetingIds)('%s: the meeting id %s', (_, __, event, id) => {
    expect(extractTeamsMeetingInfo(event).teamsMeetingId).toBe(id);
  });
});
