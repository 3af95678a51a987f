/**
 * The block of HTML that Outlook puts under the body of an online meeting, in the shapes
 * of four generations, with its lines broken inside links as Exchange breaks them.
 * Source: public captures of 2019, 2021, 2024 and 2026; calendar facts 6.3 to 6.5.
 */
import { pageOf } from './plain-text.ts';
import type { TeamsMeeting } from './teams-meeting.ts';
import { LABELS, type TeamsGeneration, type TeamsLabels, type TeamsStyle } from './teams-style.ts';

function spaced(id: string): string {
  return id.replaceAll(/(\d{3})(?=\d)/g, '$1 ');
}

const LINE = '_'.repeat(80);

/** Exchange breaks the text of a link after its first word. */
function broken(text: string): string {
  return text.replace(' ', '\r\n ');
}

interface Part {
  readonly meeting: TeamsMeeting;
  readonly labels: TeamsLabels;
  readonly style: TeamsStyle;
}

function optionsUrl({ meeting }: Part): string {
  const { organizer, threadId } = meeting;
  return (
    `https://teams.microsoft.com/meetingOptions/?organizerId=${organizer.id}&amp;tenantId=${organizer.tenantId}` +
    `&amp;threadId=${threadId.replace(':', '_')}&amp;messageId=0&amp;language=en-US`
  );
}

/** Nothing for an organizer without audio conferencing. */
function dialIn({ meeting, labels, style }: Part, heading: string): string {
  if (!style.dialIn) return '';
  const { conferenceId, tollNumber } = meeting.conference;
  const number = tollNumber.replace('+', '&#43;');
  return (
    (heading === '' ? '' : `<div><span>${heading}</span></div>\r\n`) +
    `<div><a class="me-email-link" href="tel:${number},,${conferenceId}# ">${number}</a>\r\n` +
    '<span>&nbsp; United States, Los Angeles (Toll) </span></div>\r\n' +
    `<div><span>${labels.conferenceId[style.generation]}\r\n</span><span>${spaced(conferenceId)}# </span></div>\r\n` +
    `<div><a class="me-email-link" target="_blank" href="https://dialin.teams.microsoft.com/${meeting.organizer.id}?id=${conferenceId}">Local\r\n numbers</a> | ` +
    '<a class="me-email-link" href="https://mysettings.lync.com/pstnconferencing">\r\nReset PIN</a></div>\r\n'
  );
}

const BLOCKS: Record<TeamsGeneration, (part: Part) => string> = {
  '2019': (part) => {
    const { meeting, labels } = part;
    return (
      '<div class="me-email-text" style="color:#252424">\r\n' +
      `<div><span>${LINE}</span></div>\r\n` +
      `<div><a class="me-email-headline" href="${meeting.joinUrl}" target="_blank" rel="noreferrer noopener">${broken(labels.join['2019'])}</a> </div>\r\n` +
      dialIn(part, '') +
      '<div><a class="me-email-link" href="https://aka.ms/JoinTeamsMeeting">\r\nLearn more about Teams</a> | ' +
      `<a class="me-email-link" href="${optionsUrl(part)}">\r\nMeeting options</a> </div>\r\n` +
      `<div><span>${LINE}</span></div>\r\n</div>\r\n`
    );
  },
  '2021': (part) => {
    const { meeting, labels } = part;
    return (
      `<div class="me-email-text" lang="${part.style.language}">\r\n<div><span>${LINE}</span></div>\r\n` +
      `<div class="me-email-headline"><span>${labels.title}</span></div>\r\n` +
      '<div><span><b>Join on your computer, mobile app or room device</b></span></div>\r\n' +
      `<a class="me-email-headline" href="${meeting.joinUrl}" target="_blank">${broken(labels.join['2021'])}</a>\r\n` +
      `<div><span data-tid="meeting-code">${labels.meetingId}\r\n <span>${spaced(meeting.meetingId)}</span></span></div>\r\n` +
      `<div><span>${labels.passcode} </span><span>${meeting.passcode}</span></div>\r\n` +
      dialIn(part, '<b>Or call in (audio only)</b>') +
      `<div><a href="${optionsUrl(part)}" class="me-email-link">\r\nMeeting options</a></div>\r\n` +
      `<div><span>${LINE}</span></div>\r\n</div>\r\n`
    );
  },
  '2024': (part) => {
    const { meeting, labels } = part;
    return (
      `<div class="me-email-text" lang="${part.style.language}">\r\n<div aria-hidden="true">${LINE}</div>\r\n` +
      `<div><span class="me-email-text">${labels.title}</span>\r\n` +
      `<a href="https://aka.ms/JoinTeamsMeeting?omkt=en-US" id="meet_invite_block.action.help" class="me-email-link">${labels.help}</a></div>\r\n` +
      `<div><a href="${meeting.joinUrl}" id="meet_invite_block.action.join_link" class="me-email-link">${broken(labels.join['2024'])}</a></div>\r\n` +
      `<div><span class="me-email-text-secondary">${labels.meetingId} </span><span class="me-email-text">${spaced(meeting.meetingId)}</span></div>\r\n` +
      `<div><span class="me-email-text-secondary">${labels.passcode} </span><span class="me-email-text">${meeting.passcode}</span></div>\r\n` +
      dialIn(part, 'Dial in by phone') +
      `<div><a href="${optionsUrl(part)}" id="meet_invite_block.action.organizer_meet_options" class="me-email-link">Meeting\r\n options</a></div>\r\n` +
      `<div aria-hidden="true">${LINE}</div>\r\n</div>\r\n`
    );
  },
  '2026': (part) => {
    const { meeting, labels } = part;
    const compatibility =
      meeting.joinUrl === meeting.shortUrl
        ? ''
        : `\r\n<span>|</span> <a href="${meeting.joinUrl}" id="meet_invite_block.action.join_link_compatibility" class="me-email-link">\r\nSystem reference</a>`;
    return (
      `<div class="me-email-text" lang="${part.style.language}">\r\n<div aria-hidden="true">${LINE}</div>\r\n` +
      `<div><span class="me-email-text">${labels.title}</span></div>\r\n` +
      `<div><span class="me-email-text">${labels.join['2026']}\r\n</span><a href="${meeting.shortUrl}" id="meet_invite_block.action.join_link" title="Meeting join" class="me-email-link">${meeting.shortUrl}</a></div>\r\n` +
      `<div><span class="me-email-text-secondary">${labels.meetingId}\r\n</span><span class="me-email-text">${spaced(meeting.meetingId)}</span></div>\r\n` +
      `<div><span class="me-email-text-secondary">${labels.passcode}\r\n</span><span class="me-email-text">${meeting.passcode}</span></div>\r\n` +
      dialIn(part, 'Dial in by phone') +
      `<div><a href="https://aka.ms/JoinTeamsMeeting?omkt=en-US" id="meet_invite_block.action.help" class="me-email-link">${labels.help}</a>${compatibility}</div>\r\n` +
      `<div><a href="${optionsUrl(part)}" id="meet_invite_block.action.organizer_meet_options" class="me-email-link">Meeting\r\n options</a></div>\r\n` +
      `<div aria-hidden="true">${LINE}</div>\r\n</div>\r\n`
    );
  },
};

/** As a mail gateway rewrites links; what it wraps is entity-encoded in the body already. */
function wrapped(html: string): string {
  return html.replaceAll(/href="(https:[^"]*)"/g, (_link, url: string) => {
    const target = encodeURIComponent(url.replaceAll('&amp;', '&'));
    return (
      `href="https://nam02.safelinks.protection.outlook.com/?url=${target}` +
      `&amp;data=05%7C02%7C&amp;sdata=c2lt&amp;reserved=0" originalsrc="${url}"`
    );
  });
}

/** Puts the block of an invitation under what the organizer wrote (HTML). */
export function bodyWithTeamsBlock(written: string, meeting: TeamsMeeting, style: TeamsStyle): string {
  const plain = BLOCKS[style.generation]({ meeting, labels: LABELS[style.language], style });
  const block = style.safelinks ? wrapped(plain) : plain;
  return written.includes('</body>')
    ? written.replace('</body>', () => `${block}</body>`)
    : pageOf(`${written}\r\n${block}`);
}
