/**
 * Invitations as Teams has written them over the years, in the words of several languages: the same
 * elements, ids, classes and line breaks as the captures that are collected in the facts, with made-up
 * meetings. Each comes with what is to be read from it.
 */
import type { TeamsMeetingInfo } from '../../src/convert/index.ts';

export interface Invitation {
  readonly name: string;
  readonly contentType: 'html' | 'text';
  readonly content: string;
  readonly expected: TeamsMeetingInfo;
}

const thread = '19%3ameeting_NjQ4YzE2%40thread.v2/0?context=%7b%22Tid%22%3a%22t%22%2c%22Oid%22%3a%22o%22%7d';
export const longLink = `https://teams.microsoft.com/l/meetup-join/${thread}`;
export const shortLink = 'https://teams.microsoft.com/meet/496123456789082?p=aBcDeFgHiJkLmNoPqR';
const liveLink = 'https://teams.live.com/meet/9520123456788?p=aBcDeFgHiJkLmNoPqR';
const optionsLink =
  'https://teams.microsoft.com/meetingOptions/?organizerId=o&amp;tenantId=t&amp;threadId=19_meeting_NjQ4YzE2@thread.v2&amp;messageId=0&amp;language=en-US';
const ruler = `<div style="width:100%; height:20px"><span style="white-space:nowrap; color:gray">${'_'.repeat(80)}</span>\r\n</div>\r\n`;
const page = (content: string): string =>
  `<html>\r\n<head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\r\n</head>\r\n<body>\r\n<div>Agenda below.</div>\r\n${ruler}${content}${ruler}</body>\r\n</html>\r\n`;

/** Of 2019: a headline, a number to call, "Conference ID". */
const body2019 = page(`<div class="me-email-text" style="color:#252424">
<div style="margin-top:24px"><a class="me-email-headline" href="${longLink}" target="_blank">Join\r\n Microsoft Teams Meeting</a> </div>
<div>\r\n<div><a class="me-email-link" href="tel:&#43;1 323-886-7531,,291633251# " target="_blank">&#43;1 323-886-7531</a>
<span>&nbsp; United States, Los Angeles (Toll) </span></div>\r\n</div>
<div><span style="font-size:12px">Conference ID:\r\n</span><span style="font-size:14px">291 633 251# </span></div>
<div><a class="me-email-link" href="https://dialin.teams.microsoft.com/1f9a0550-737c-41bd-8c7d-4c81dc1c4070?id=291633251">Local\r\n numbers</a> |
<a class="me-email-link" href="https://mysettings.lync.com/pstnconferencing">Reset PIN</a> | <a href="https://aka.ms/JoinTeamsMeeting">Learn more about Teams</a> |
<a class="me-email-link" href="${optionsLink}">Meeting options</a> </div></div>`);

/** About 2020 to 2023: "Click here", an element for the meeting id, the phone in a block of its own. */
const bodyOfCodes = (words: Readonly<Record<string, string>>): string =>
  page(`<div class="me-email-text" lang="en-US">
<div style="margin-top:24px"><span style="font-size:24px">${words['title']}</span>\r\n</div>
<div><div style="font-weight:bold"><span>${words['where']}</span>\r\n</div>
<a class="me-email-headline" href="${longLink}">${words['join']}</a> </div>
<div style="margin-bottom:20px"><div><span data-tid="meeting-code"><span style="font-size:14px">${words['id']}
<span style="font-size:16px">375 814 209 66</span> </span></span><br>\r\n<span>${words['passcode']} </span><span style="font-size:16px">Xy7Zq2\r\n</span></div></div>
<div><div style="font-weight:bold"><span>${words['call']}</span></div>
<a class="me-email-link" href="tel:&#43;44 20 3321 0000,,718293645#">&#43;44 20 3321 0000,,718293645#</a><span>&nbsp; United Kingdom, London</span></div>
<div><span style="font-size:14px">${words['phone']} </span><span style="font-size:16px">718 293 645#</span></div>
<a class="me-email-link" href="${optionsLink}">Options</a></div>`);

const bodyOfCodesInEnglish = {
  title: 'Microsoft Teams meeting',
  where: 'Join on your computer, mobile app or room device',
  join: 'Click\r\n here to join the meeting',
  id: 'Meeting ID:',
  passcode: 'Passcode:',
  call: 'Or call in (audio only)',
  phone: 'Phone Conference ID:',
};

/** 2024 and 2025: ids of elements, "Join the meeting now". */
const body2024 = page(`<div class="me-email-text" lang="en-US" style="max-width:1024px">
<div><span class="me-email-text" style="font-size:24px">Microsoft Teams</span> <a id="meet_invite_block.action.help" class="me-email-link" href="https://aka.ms/JoinTeamsMeeting?omkt=en-US">Need help?</a></div>
<div><a id="meet_invite_block.action.join_link" class="me-email-link" href="${longLink}">Join the meeting now</a></div>
<div><span class="me-email-text-secondary">Meeting ID: </span><span class="me-email-text">375 814 209 66</span></div>
<div><span class="me-email-text-secondary">Passcode: </span><span class="me-email-text">Xy7Zq2</span></div>
<div><hr></div>
<div><span class="me-email-text">Dial in by phone</span></div>
<div><a id="meet_invite_block.action.dial_in" class="me-email-link" href="tel:+442033210000,,718293645#">+44 20 3321 0000,,718293645#</a> <span>United Kingdom, London</span></div>
<div><a class="me-email-link" href="https://dialin.teams.microsoft.com/d0e1?id=718293645">Find a local number</a></div>
<div><span class="me-email-text-secondary">Phone conference ID: </span><span class="me-email-text">718 293 645#</span></div>
<div><span>Join on a video conferencing device</span></div>
<div><span>Tenant key: </span><span>teams@vc.example.com</span></div>
<div><span>Video ID: </span><span>118 273 645 5</span></div>
<div><span>For organizers: </span><a id="meet_invite_block.action.organizer_meet_options" href="${optionsLink}">Meeting options</a></div></div>`);

/** Of 2026: the short link in words, the long one as "System reference". */
const body2026 = page(`<div class="me-email-text" lang="en-US" style="max-width:1024px">
<div><span class="me-email-text" style="font-size:20px">Microsoft Teams meeting</span>\r\n</div>
<div><span class="me-email-text">Join:\r\n</span><a href="${shortLink}" id="meet_invite_block.action.join_link" title="Meeting join" class="me-email-link">${shortLink}</a></div>
<div><span class="me-email-text-secondary">Meeting ID:\r\n</span><span class="me-email-text">496 123 456 789 082</span></div>
<div><span class="me-email-text-secondary">Passcode:\r\n</span><span class="me-email-text">Xy7Zq2Ab</span></div>
<div><hr></div>
<div><a href="https://aka.ms/JoinTeamsMeeting?omkt=en-US" id="meet_invite_block.action.help" class="me-email-link">Need help?</a>
<span>|</span> <a href="${longLink}" id="meet_invite_block.action.join_link_compatibility" class="me-email-link">\r\nSystem reference</a> </div>
<div><span>For organizers:\r\n</span><a href="${optionsLink}" id="meet_invite_block.action.organizer_meet_options" class="me-email-link">Meeting\r\n options</a> </div></div>`);

/** Of a personal account. */
const bodyOfLive = page(`<div class="me-email-text" lang="">
<div><span style="font-size:24px">Microsoft Teams meeting</span></div>
<a href="${liveLink}" class="me-email-headline">Click\r\n here to join the meeting</a>
<div><span data-tid="meeting-code">Meeting ID:\r\n<span>952 012 345 678 8</span> </span><br>\r\n<span>Passcode: </span><span>Xy7Zq2\r\n</span>
<div><a href="https://www.microsoft.com/en-us/microsoft-teams/download-app" class="me-email-link">Download\r\n Teams</a></div></div>
<a href="https://teams.live.com/meetingOptions/meetings/9520123456788/view?localeCode=en-US" class="me-email-link">Meeting options</a></div>`);

const bodyOfText = `Agenda below.\r\n${'_'.repeat(80)}\r\nMicrosoft Teams meeting\r\nJoin on your computer, mobile app or room device\r\nClick here to join the meeting<${longLink}>\r\nMeeting ID: 375 814 209 66\r\nPasscode: Xy7Zq2\r\nOr call in (audio only)\r\n+44 20 3321 0000,,718293645#<tel:+442033210000,,718293645#>   United Kingdom, London\r\nPhone Conference ID: 718 293 645#\r\nMeeting options<${optionsLink.replaceAll('&amp;', '&')}>\r\n`;

const ofCodes = {
  teamsEnabled: true,
  teamsMeetingUrl: longLink,
  teamsConferenceId: '718293645',
  teamsMeetingId: '37581420966',
  teamsPasscode: 'Xy7Zq2',
  teamsDialInNumbers: ['+44 20 3321 0000'],
};

const inOtherWords: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  [
    'German',
    {
      title: 'Microsoft Teams-Besprechung',
      where: 'Nehmen Sie auf dem Computer, in der mobilen App oder im Raumgerät teil',
      join: 'Hier\r\n klicken, um an der Besprechung teilzunehmen',
      id: 'Besprechungs-ID:',
      passcode: 'Passcode:',
      call: 'Oder anrufen (nur Audio)',
      phone: 'Telefonkonferenz-ID:',
    },
  ],
  [
    'French, with a no-break space before each colon',
    {
      title: 'Réunion Microsoft Teams',
      where: 'Rejoindre sur votre ordinateur, application mobile ou appareil de la salle',
      join: 'Cliquez\r\n ici pour rejoindre la réunion',
      id: 'ID de réunion\u00A0:',
      passcode: 'Code secret\u00A0:',
      call: 'Ou composer le numéro (audio seulement)',
      phone: 'ID de conférence téléphonique\u00A0:',
    },
  ],
  [
    'Spanish',
    {
      title: 'Reunión de Microsoft Teams',
      where: 'Únase a través de su PC, aplicación móvil o dispositivo de sala',
      join: 'Haga\r\n clic aquí para unirse a la reunión',
      id: 'ID de la reunión:',
      passcode: 'Código de acceso:',
      call: 'O llame (solo audio)',
      phone: 'Identificador del teléfono:',
    },
  ],
  [
    'Japanese, with full-width colons',
    {
      title: 'Microsoft Teams ミーティング',
      where: 'コンピュータ、モバイルアプリ、またはルームデバイスで参加する',
      join: 'ここを\r\nクリックして会議に参加してください',
      id: '会議 ID：',
      passcode: 'パスコード：',
      call: 'または電話で参加 (音声のみ)',
      phone: '電話会議 ID：',
    },
  ],
];

export const invitations: readonly Invitation[] = [
  {
    name: 'of 2019 with a dial-in',
    contentType: 'html',
    content: body2019,
    expected: {
      teamsEnabled: true,
      teamsMeetingUrl: longLink,
      teamsConferenceId: '291633251',
      teamsDialInNumbers: ['+1 323-886-7531'],
    },
  },
  {
    name: 'of 2020 to 2023 with a meeting code',
    contentType: 'html',
    content: bodyOfCodes(bodyOfCodesInEnglish),
    expected: ofCodes,
  },
  ...inOtherWords.map(([language, words]): Invitation => ({
    name: `in ${language}`,
    contentType: 'html',
    content: bodyOfCodes(words),
    expected: ofCodes,
  })),
  ...inOtherWords.map(([language, words]): Invitation => ({
    name: `in ${language}, without the element for the code and without links to call`,
    contentType: 'html',
    content: bodyOfCodes(words)
      .replace(' data-tid="meeting-code"', '')
      .replace(/href="tel:[^"]+"/, ''),
    expected: withoutNumbers(ofCodes),
  })),
  {
    name: 'of 2024 with ids of elements and a room system',
    contentType: 'html',
    content: body2024,
    expected: { ...ofCodes, teamsDialInNumbers: ['+442033210000'] },
  },
  {
    name: 'of 2026 with the short link in words',
    contentType: 'html',
    content: body2026,
    expected: {
      teamsEnabled: true,
      teamsMeetingUrl: shortLink,
      teamsConferenceId: null,
      teamsMeetingId: '496123456789082',
      teamsPasscode: 'Xy7Zq2Ab',
    },
  },
  {
    name: 'of a personal account',
    contentType: 'html',
    content: bodyOfLive,
    expected: {
      teamsEnabled: true,
      teamsMeetingUrl: liveLink,
      teamsConferenceId: null,
      teamsMeetingId: '9520123456788',
      teamsPasscode: 'Xy7Zq2',
    },
  },
  {
    name: 'as text',
    contentType: 'text',
    content: bodyOfText,
    expected: { ...ofCodes, teamsDialInNumbers: ['+442033210000'] },
  },
];

function withoutNumbers(info: TeamsMeetingInfo): TeamsMeetingInfo {
  const { teamsDialInNumbers: _, ...rest } = info;
  return rest;
}
