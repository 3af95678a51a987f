/**
 * Teams meetings as they stand in a calendar: the join link, and the block of HTML
 * that Outlook puts under the body, in the shapes of three generations.
 * Source: public captures of 2021, 2024 and 2026, names and numbers made up.
 */
import { hashBytes, hashHex } from '../world/seeded.ts';
import type { SimUser } from '../world/types.ts';

export type TeamsGeneration = '2021' | '2024' | '2026';

export interface TeamsMeeting {
  readonly joinUrl: string;
  readonly shortUrl: string;
  /** Digits only. */
  readonly meetingId: string;
  readonly passcode: string;
}

function digits(seed: string, count: number): string {
  return [...hashBytes(seed)]
    .slice(0, count)
    .map((byte) => byte % 10)
    .join('');
}

export function teamsMeeting(organizer: SimUser, seed: string): TeamsMeeting {
  const thread = Buffer.from(hashHex(`${seed}/thread`, 36)).toString('base64');
  const meetingId = `2${digits(`${seed}/meeting`, 14)}`;
  return {
    joinUrl:
      `https://teams.microsoft.com/l/meetup-join/19%3ameeting_${thread}%40thread.v2/0` +
      `?context=%7b%22Tid%22%3a%22${organizer.tenantId}%22%2c%22Oid%22%3a%22${organizer.id}%22%7d`,
    shortUrl: `https://teams.microsoft.com/meet/${meetingId}?p=${hashHex(`${seed}/p`, 18)}`,
    meetingId,
    passcode: hashHex(`${seed}/passcode`, 6),
  };
}

function spaced(id: string): string {
  return id.replaceAll(/(\d{3})(?=\d)/g, '$1 ');
}

const LINE = '_'.repeat(80);

const BLOCKS: Record<TeamsGeneration, (meeting: TeamsMeeting) => string> = {
  '2021': ({ joinUrl, meetingId, passcode }) =>
    `<div class="me-email-text" lang="en-US">\r\n<div><span>${LINE}</span></div>\r\n` +
    '<div class="me-email-headline"><span>Microsoft Teams meeting</span></div>\r\n' +
    '<div><span><b>Join on your computer, mobile app or room device</b></span></div>\r\n' +
    `<a class="me-email-headline" href="${joinUrl}" target="_blank">Click\r\n here to join the meeting</a>\r\n` +
    `<div><span>Meeting ID:\r\n <span data-tid="meeting-code">${spaced(meetingId)}</span></span></div>\r\n` +
    `<div><span>Passcode: ${passcode}</span></div>\r\n` +
    `<div><span>${LINE}</span></div>\r\n</div>\r\n`,
  '2024': ({ joinUrl, meetingId, passcode }) =>
    `<div class="me-email-text" lang="en-US">\r\n<div aria-hidden="true">${LINE}</div>\r\n` +
    '<div><span class="me-email-text">Microsoft Teams</span>\r\n' +
    '<a href="https://aka.ms/JoinTeamsMeeting?omkt=en-US" id="meet_invite_block.action.help" class="me-email-link">Need help?</a></div>\r\n' +
    `<div><a href="${joinUrl}" id="meet_invite_block.action.join_link" class="me-email-link">Join\r\n the meeting now</a></div>\r\n` +
    `<div><span class="me-email-text-secondary">Meeting ID: </span><span class="me-email-text">${spaced(meetingId)}</span></div>\r\n` +
    `<div><span class="me-email-text-secondary">Passcode: </span><span class="me-email-text">${passcode}</span></div>\r\n` +
    `<div aria-hidden="true">${LINE}</div>\r\n</div>\r\n`,
  '2026': ({ joinUrl, shortUrl, meetingId, passcode }) =>
    `<div class="me-email-text" lang="en-US">\r\n<div aria-hidden="true">${LINE}</div>\r\n` +
    '<div><span class="me-email-text">Microsoft Teams meeting</span></div>\r\n' +
    `<div><span class="me-email-text">Join:\r\n</span><a href="${shortUrl}" id="meet_invite_block.action.join_link" title="Meeting join" class="me-email-link">${shortUrl}</a></div>\r\n` +
    `<div><span class="me-email-text-secondary">Meeting ID:\r\n</span><span class="me-email-text">${spaced(meetingId)}</span></div>\r\n` +
    `<div><span class="me-email-text-secondary">Passcode:\r\n</span><span class="me-email-text">${passcode}</span></div>\r\n` +
    '<div><a href="https://aka.ms/JoinTeamsMeeting?omkt=en-US" id="meet_invite_block.action.help" class="me-email-link">Need help?</a>\r\n' +
    `<span>|</span> <a href="${joinUrl}" id="meet_invite_block.action.join_link_compatibility" class="me-email-link">\r\nSystem reference</a></div>\r\n` +
    `<div aria-hidden="true">${LINE}</div>\r\n</div>\r\n`,
};

/** Puts the block of an invitation under what the organizer wrote (HTML). */
export function bodyWithTeamsBlock(
  written: string,
  meeting: TeamsMeeting,
  generation: TeamsGeneration,
): string {
  const block = BLOCKS[generation](meeting);
  return written.includes('</body>')
    ? written.replace('</body>', () => `${block}</body>`)
    : `<html>\r\n<head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\r\n</head>\r\n<body>\r\n${written}\r\n${block}</body>\r\n</html>\r\n`;
}
