/**
 * Teams meetings as they stand in a calendar: the join links in all their forms, made
 * from a seed. The block of HTML under the body is in teams-body.ts.
 * Source: public captures of 2019 to 2026, names and numbers made up; calendar facts 6.2.
 */
import { hashBytes, hashHex } from '../world/seeded.ts';
import type { SimUser } from '../world/types.ts';
import type { TeamsLink } from './teams-style.ts';
import type { SimConference } from './types.ts';

export interface TeamsMeeting {
  /** What `onlineMeeting.joinUrl` says. */
  readonly joinUrl: string;
  readonly shortUrl: string;
  /** Digits only. */
  readonly meetingId: string;
  readonly passcode: string;
  /** `19:meeting_…@thread.v2`. */
  readonly threadId: string;
  readonly organizer: SimUser;
  readonly conference: SimConference;
}

const HOSTS: Record<TeamsLink, string> = {
  classic: 'teams.microsoft.com',
  channel: 'teams.microsoft.com',
  short: 'teams.microsoft.com',
  live: 'teams.live.com',
  cloud: 'teams.cloud.microsoft',
  gov: 'gov.teams.microsoft.us',
  dod: 'dod.teams.microsoft.us',
};

function digits(seed: string, count: number): string {
  return [...hashBytes(seed)]
    .slice(0, count)
    .map((byte) => byte % 10)
    .join('');
}

export function teamsMeeting(organizer: SimUser, seed: string, link: TeamsLink = 'classic'): TeamsMeeting {
  const name = Buffer.from(hashHex(`${seed}/thread`, 36)).toString('base64');
  const isChannel = link === 'channel';
  const threadId = isChannel
    ? `19:${hashHex(`${seed}/thread`, 32)}@thread.skype`
    : `19:meeting_${name}@thread.v2`;
  const messageId = isChannel ? `1${digits(`${seed}/message`, 12)}` : '0';
  const host = HOSTS[link];
  const meetingId =
    link === 'live' ? `9${digits(`${seed}/meeting`, 12)}` : `2${digits(`${seed}/meeting`, 14)}`;
  const shortUrl = `https://${host}/meet/${meetingId}?p=${hashHex(`${seed}/p`, 18)}`;
  const longUrl =
    `https://${host}/l/meetup-join/${threadId.replace(':', '%3a').replace('@', '%40')}/${messageId}` +
    `?context=%7b%22Tid%22%3a%22${organizer.tenantId}%22%2c%22Oid%22%3a%22${organizer.id}%22%7d`;
  return {
    joinUrl: link === 'live' || link === 'short' ? shortUrl : longUrl,
    shortUrl,
    meetingId,
    passcode: hashHex(`${seed}/passcode`, 6),
    threadId,
    organizer,
    conference: { conferenceId: `2${digits(`${seed}/conference`, 8)}`, tollNumber: '+1 323-555-0166' },
  };
}
