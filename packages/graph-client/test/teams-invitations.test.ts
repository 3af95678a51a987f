import { describe, expect, it } from 'vitest';

import { extractTeamsMeetingInfo } from '../src/convert/index.ts';
import { invitations, longLink, shortLink } from './support/invitations.ts';
import { tryMutatedInvitations } from './support/mutated-invitations.ts';

const html = (content: string) => ({ body: { contentType: 'html', content } });
const olderLink =
  'https://teams.microsoft.com/l/meetup-join/19%3ameeting_T2xkZXI%40thread.v2/0?context=%7b%7d';
const mark = '<div class="me-email-text">Microsoft Teams meeting</div>';

describe('an invitation of Teams', () => {
  it.each(invitations)(
    '$name gives its link, ids, passcode and numbers',
    ({ contentType, content, expected }) => {
      expect(extractTeamsMeetingInfo({ body: { contentType, content } })).toEqual(expected);
    },
  );

  it.each(invitations)(
    '$name gives the same when it was replied to',
    ({ contentType, content, expected }) => {
      const replied = content.replaceAll(/(id|class)="/g, '$1="x_');
      expect(extractTeamsMeetingInfo({ body: { contentType, content: replied } })).toEqual(expected);
    },
  );

  it('gives the long link of Graph, and its own short one beside it', () => {
    const content = invitations.find(({ name }) => name.startsWith('of 2026'))?.content ?? '';
    expect(extractTeamsMeetingInfo({ ...html(content), onlineMeeting: { joinUrl: longLink } })).toMatchObject(
      {
        teamsMeetingUrl: longLink,
        teamsShortUrl: shortLink,
        teamsMeetingId: '496123456789082',
      },
    );
  });

  it('gives numbers of Graph before its own, each once', () => {
    const onlineMeeting = {
      joinUrl: longLink,
      conferenceId: '291633251',
      tollNumber: '+1 323-555-0166',
      tollFreeNumbers: ['+1 800 555 0199', null],
      phones: [{ number: '+13235550166' }, { number: null }, null],
    };
    const body = html(
      `${mark}<a href="tel:+1 (323) 555 0166,,291633251#">a</a><a href="tel:+49 30 5550,,291633251#">b</a>`,
    );
    expect(extractTeamsMeetingInfo({ onlineMeeting, ...body }).teamsDialInNumbers).toEqual([
      '+1 323-555-0166',
      '+1 800 555 0199',
      '+49 30 5550',
    ]);
  });
});

describe('the conference id of a Teams meeting', () => {
  const meeting = { onlineMeeting: { joinUrl: longLink } };
  it.each([
    ['the id of the meeting', `${mark}<div>Meeting ID: 375 814 209 66</div>`],
    ['the video id of room systems', `${mark}<div>Video ID: 118 273 645 5</div>`],
    ['a video conference id', `${mark}<div>Video Conference ID: 118 273 645 5#</div>`],
    ['the conference id of a VTC', `${mark}<div>VTC Conference ID: 118 273 645 5</div>`],
    ['a video id with a # in French', `${mark}<div>ID vidéo : 118 273 645 5#</div>`],
    ['a video id with a # in Spanish', `${mark}<div>Id. de vídeo: 118 273 645 5#</div>`],
    ['a video id with a # in Japanese', `${mark}<div>ビデオ ID： 118 273 645 5#</div>`],
    [
      'that of an older invitation, quoted below the own',
      `<a href="${longLink}">Join</a><hr><p>From: Adele</p><a href="${olderLink}">Join</a><div>Conference ID: 957 123 456#</div>`,
    ],
    [
      'that of an older invitation, where the own stands nowhere in the body',
      `<p>From: Adele</p><a class="me-email-headline" href="${olderLink}">Join</a><div>Conference ID: 957 123 456#</div>`,
    ],
    ['a passcode of digits', `${mark}<div>Passcode: 71829364</div>`],
    ['a telephone number', `${mark}<div>Phone: +44 20 3321 0000</div><a href="tel:+442033210000">call</a>`],
    [
      'the number of another service with a code',
      `${mark}<a href="tel:+16465588656,,95712345678#,,,,*123456#">Zoom</a>`,
    ],
    ['what another service printed above the invitation', `<div>Conference ID: 957 123 456#</div>${mark}`],
    [
      'a number of another service above the invitation',
      `<a href="tel:+16465588656,,957123456#">x</a>${mark}`,
    ],
    [
      'what stands in a body without anything of Teams',
      '<div>the teams</div><div>Conference ID: 957 123 456#</div>',
    ],
    ['a number too short', `${mark}<div>Conference ID: 957#</div>`],
    ['a number too long', `${mark}<div>Conference ID: 957 123 456 957 123 456#</div>`],
    [
      'a dial-in page of somebody else',
      `${mark}<a href="https://dialin.teams.microsoft.com.evil.example/?id=957123456">x</a>`,
    ],
    [
      'a dial-in page without https',
      `${mark}<a href="http://dialin.teams.microsoft.com/?id=957123456">x</a>`,
    ],
    ['what stands far below', `${mark}${'<p>x</p>'.repeat(100)}<div>Conference ID: 957 123 456#</div>`],
  ])('is not %s', (_, content) => {
    expect(extractTeamsMeetingInfo({ ...meeting, ...html(content) }).teamsConferenceId).toBeNull();
  });

  it.each([
    [
      'the printed number, where nothing else has it',
      `${mark}<div>Conference ID:\r\n 718&nbsp;293 645#</div>`,
    ],
    [
      'a Safe Link of the dial-in page',
      `<a href="https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fdialin.teams.microsoft.com%2Fd0e1%3Fid%3D718293645&amp;data=x">x</a>`,
    ],
    [
      'a dial-in page of the US government',
      '<a href="https://dialin.gov.teams.microsoft.us/d0e1?id=718293645">x</a>',
    ],
    [
      'behind a number whose blanks were escaped',
      '<a href="tel:+1%20323-886-7531,,718293645#%20">+1 323-886-7531</a>'.replace(/^/, mark),
    ],
    [
      'its own, though an older invitation is quoted below',
      `<a href="${longLink}">x</a><div>Conference ID: 718 293 645#</div><a href="${olderLink}">x</a><a href="https://dialin.teams.microsoft.com/d0e1?id=957123456">y</a>`,
    ],
    [
      'its own, though an older invitation stands above',
      `<a href="${olderLink}">x</a><div>Conference ID: 957 123 456#</div><a href="${longLink}">x</a><div>Conference ID: 718 293 645#</div>`,
    ],
    [
      'below its link in another spelling',
      `<a href="${longLink
        .replace('%3a', ':')
        .replace('%40', '@')
        .replace(/context=.*/, 'context=%7b%7d')}">x</a><div>Conference ID: 718 293 645#</div>`,
    ],
    ['the only number with a # to press', `${mark}<div>Conferentie-id telefoon: 718 293 645#</div>`],
  ])('may be %s', (_, content) => {
    expect(extractTeamsMeetingInfo({ ...meeting, ...html(content) }).teamsConferenceId).toBe('718293645');
  });
});

describe('the meeting id of a Teams meeting', () => {
  it.each([
    ['a phone conference id without its #', 'Phone Conference ID: 718 293 645'],
    ['one in Japanese', '電話会議 ID： 718 293 645'],
    ['one in French', 'ID de conférence téléphonique : 718 293 645'],
    ['a video id', 'Video ID: 118 273 645 5'],
    ['a video id in French', 'ID vidéo : 118 273 645 5'],
    ['the conference id of a VTC', 'VTC Conference ID: 118 273 645 5'],
  ])('is not %s', (_, line) => {
    const body = html(`<a href="${longLink}">Join</a><div>${line}</div>`);
    expect(extractTeamsMeetingInfo(body)).not.toHaveProperty('teamsMeetingId');
  });

  it('and its passcode and short link are not those of an older invitation', () => {
    const older = 'https://teams.microsoft.com/meet/111222333444555?p=old';
    const quoted = `<a id="meet_invite_block.action.join_link" href="${older}">x</a><div>Meeting ID: 111 222 333 444 555</div><div>Passcode: Ab12cd</div>`;
    expect(extractTeamsMeetingInfo({ onlineMeeting: { joinUrl: shortLink }, ...html(quoted) })).toEqual({
      teamsEnabled: true,
      teamsMeetingUrl: shortLink,
      teamsConferenceId: null,
      teamsMeetingId: '496123456789082',
    });
  });
});

describe('a link that is no meeting of Teams', () => {
  it.each([
    'https://us02web.zoom.us/j/95712345678?pwd=abc',
    'https://meet.google.com/abc-defg-hij',
    'https://contoso.webex.com/meet/adele',
    'https://teams.microsoft.com/',
    'https://teams.microsoft.com/l/chat/19%3aabc%40thread.v2/0',
    'https://teams.microsoft.com/l/message/19%3aabc%40thread.tacv2/1501527539926',
    'https://teams.microsoft.com/l/team/19%3aabc%40thread.tacv2/conversations',
    'https://teams.microsoft.com/l/meeting/new?subject=x',
    'https://teams.microsoft.com/l/meetup-join/',
    'https://teams.microsoft.com/l/meetup-join/19%3ameeting_truncat',
    'https://teams.microsoft.com/meet/123',
    'https://teams.microsoft.com/meet/496123456789082evil',
    'https://teams.microsoft.com/meetingOptions/#/meet/496123456789082',
    'https://teams.microsoft.com/dl/launcher/launcher.html?url=https%3A%2F%2Fevil.example%2Fl%2Fmeetup-join%2F19%3Aa%40thread.v2',
    'https://teams.microsoft.com/dl/launcher/launcher.html?url=%2F_%23%2Fl%2Fchannel%2F19%3Aa%40thread.v2',
    'https://evil.example/?https://teams.microsoft.com/l/meetup-join/19%3aa%40thread.v2/0',
    'https://evil.example/#/meet/496123456789082',
    'https://teams.microsoft.com%2eevil.example/meet/496123456789082',
    'https://teams.microsoft.com\u3002evil.example/meet/496123456789082',
    'https://tеams.microsoft.com/meet/496123456789082',
    'https://microsoft.us/l/meetup-join/19%3aa%40thread.v2/0',
    'https://teams.microsoft.us.evil.example/l/meetup-join/19%3aa%40thread.v2/0',
    'ftp://teams.microsoft.com/meet/496123456789082',
    'msteams:/l/meetup-join/19%3aa%40thread.v2/0',
    'data:text/html,https://teams.microsoft.com/meet/496123456789082',
    ' javascript:alert(1)//teams.microsoft.com/meet/496123456789082',
    `https://teams.microsoft.com/meet/496123456789082?p=${'x'.repeat(9_000)}`,
  ])('is %s', (link) => {
    const nothing = { teamsEnabled: false, teamsMeetingUrl: null, teamsConferenceId: null };
    const words = 'teams';
    expect(
      extractTeamsMeetingInfo({
        isOnlineMeeting: true,
        onlineMeetingProvider: 'teamsForBusiness',
        onlineMeeting: { joinUrl: link },
        onlineMeetingUrl: link,
        locations: [{ locationUri: link }],
        ...html(`<a href="${link.replaceAll('&', '&amp;')}">${words}</a>`),
      }),
    ).toEqual(nothing);
  });
});

describe('a link that is a meeting of Teams', () => {
  it.each([
    'https://teams.microsoft.com/_#/l/meetup-join/19:meeting_a@thread.v2/0?context=x',
    'https://teams.microsoft.com/dl/launcher/launcher.html?url=%2F_%23%2Fl%2Fmeetup-join%2F19%3Ameeting_a%40thread.v2%2F0&type=meetup-join',
    'https://teams.microsoft.com/l/meetup-join/19%3Ameeting_a%40thread.tacv2/1501527539926',
    'https://teams.microsoft.com/l/meetup-join/19:meeting_a@thread.v2/0?context={"Tid":"t"}',
    'https://gov.teams.microsoft.us/meet/496123456789082?p=x',
    'https://teams.live.com/meet/9520123456788',
  ])('is %s', (link) => {
    expect(extractTeamsMeetingInfo({ onlineMeeting: { joinUrl: link } })).toMatchObject({
      teamsEnabled: true,
      teamsMeetingUrl: new URL(link).href,
    });
  });

  it.each(['。次に', '）', '、', '」', '\u00a0…', '，谢谢'])('ends before %j in a text body', (words) => {
    const content = `会議はこちら（${shortLink}${words}`;
    expect(extractTeamsMeetingInfo({ body: { contentType: 'text', content } }).teamsMeetingUrl).toBe(
      shortLink,
    );
  });

  it('may be on a host that the operator names, and on no other that looks like it', () => {
    const hosts = ['teams.microsoftonline.cn'];
    const link = (host: string) => `https://${host}/l/meetup-join/19%3ameeting_a%40thread.v2/0`;
    const inBody = (host: string) => html(`<a href="${link(host)}">x</a>`);
    expect(extractTeamsMeetingInfo(inBody('teams.microsoftonline.cn')).teamsMeetingUrl).toBeNull();
    expect(extractTeamsMeetingInfo(inBody('teams.microsoftonline.cn'), { hosts }).teamsMeetingUrl).toBe(
      link('teams.microsoftonline.cn'),
    );
    expect(
      extractTeamsMeetingInfo(inBody('x.teams.microsoftonline.cn'), { hosts }).teamsMeetingUrl,
    ).toBeNull();
  });
});

describe('hostile invitations', () => {
  it('yield no other host and no other scheme, however 5,000 bodies are mutated', () => {
    const report = tryMutatedInvitations(5_000, 20_261_123);
    expect(report.faults).toEqual([]);
    expect(report.withLink).toBeGreaterThan(2_000);
  });
});
