/**
 * The Teams meeting of an event: its link and its conference id, from the best place that has
 * them. Pure. Link: onlineMeeting, onlineMeetingUrl, locations, body links by id, body links by
 * host, body text. https://learn.microsoft.com/graph/api/resources/onlinemeetinginfo
 */
import { readInviteBody } from './invite-body.ts';
import type { InviteBody } from './invite-body.ts';
import { digits, noDetails, readInviteDetails } from './invite-details.ts';
import type { InviteDetails } from './invite-details.ts';
import { findInvite, firstLinkIn } from './own-invite.ts';
import type { LinkReader, OwnInvite } from './own-invite.ts';
import { shortLinkMeetingId, teamsMeetingLink } from './teams-link.ts';

type Text = string | null | undefined;

interface LocationSource {
  readonly displayName?: Text;
  readonly locationUri?: Text;
}

interface OnlineMeetingSource {
  readonly joinUrl?: Text;
  readonly conferenceId?: Text;
  readonly tollNumber?: Text;
  readonly tollFreeNumbers?: readonly Text[] | null | undefined;
  readonly phones?: readonly ({ readonly number?: Text } | null)[] | null | undefined;
}

/** The part of a Graph event that is read. */
export interface TeamsMeetingSource {
  readonly isOnlineMeeting?: boolean | null | undefined;
  readonly onlineMeetingProvider?: Text;
  readonly onlineMeeting?: OnlineMeetingSource | null | undefined;
  readonly onlineMeetingUrl?: Text;
  readonly location?: LocationSource | null | undefined;
  readonly locations?: readonly LocationSource[] | null | undefined;
  readonly body?: { readonly contentType?: Text; readonly content?: Text } | null | undefined;
  readonly bodyPreview?: Text;
}

export interface TeamsMeetingOptions {
  /** Hosts of Teams beside Microsoft's public and US government ones: exact names in lower case. */
  readonly hosts?: readonly string[];
}

export interface TeamsMeetingInfo {
  /** Also true where Graph says that it is a Teams meeting and its link is not there yet. */
  readonly teamsEnabled: boolean;
  /** https, on a host of Teams. */
  readonly teamsMeetingUrl: string | null;
  /** Of the dial-in, digits only. Never the meeting id or the video id of room systems. */
  readonly teamsConferenceId: string | null;
  /** The short link of the same invitation, where it is another than `teamsMeetingUrl`. */
  readonly teamsShortUrl?: string;
  /** For joining by id, digits only. */
  readonly teamsMeetingId?: string;
  readonly teamsPasscode?: string;
  /** As printed, without the conference id. */
  readonly teamsDialInNumbers?: readonly string[];
}

export function extractTeamsMeetingInfo(
  event: TeamsMeetingSource,
  { hosts = [] }: TeamsMeetingOptions = {},
): TeamsMeetingInfo {
  const linkIn = (text: Text): string | undefined => teamsMeetingLink(text, hosts);
  const body = bodyOf(event, hosts);
  const given =
    linkIn(event.onlineMeeting?.joinUrl) ?? linkIn(event.onlineMeetingUrl) ?? locationLink(event, linkIn);
  const invite = body === undefined ? noInvite : findInvite(body, linkIn, given);
  const teamsMeetingUrl = given ?? invite.url ?? previewLink(event.bodyPreview, linkIn) ?? null;
  if (teamsMeetingUrl === null && !isTeamsWithoutLink(event))
    return { teamsEnabled: false, teamsMeetingUrl: null, teamsConferenceId: null };

  const details =
    body === undefined || invite.isForeign ? noDetails : readInviteDetails(body, invite.link, invite.end);
  const short =
    invite.url !== teamsMeetingUrl && shortLinkMeetingId(invite.url ?? '') !== undefined
      ? invite.url
      : undefined;
  const meetingId = shortLinkMeetingId(teamsMeetingUrl ?? '') ?? details.meetingId;
  const numbers = dialInNumbers(event.onlineMeeting, details);
  return {
    teamsEnabled: true,
    teamsMeetingUrl,
    teamsConferenceId: digits(event.onlineMeeting?.conferenceId) ?? details.conferenceId ?? null,
    ...(short === undefined ? {} : { teamsShortUrl: short }),
    ...(meetingId === undefined ? {} : { teamsMeetingId: meetingId }),
    ...(details.passcode === undefined ? {} : { teamsPasscode: details.passcode }),
    ...(numbers.length === 0 ? {} : { teamsDialInNumbers: numbers }),
  };
}

const noInvite: OwnInvite = { isForeign: false };

/** Graph fills the link in a moment after the event is made. Consumer meetings say teamsForBusiness too. */
function isTeamsWithoutLink(event: TeamsMeetingSource): boolean {
  const noLink = (event.onlineMeeting?.joinUrl ?? '') === '';
  return (
    noLink &&
    event.isOnlineMeeting === true &&
    event.onlineMeetingProvider?.toLowerCase() === 'teamsforbusiness'
  );
}

function locationLink(event: TeamsMeetingSource, linkIn: LinkReader): string | undefined {
  for (const place of [event.location, ...(event.locations ?? [])]) {
    const link = linkIn(place?.locationUri) ?? firstLinkIn(place?.displayName ?? '', linkIn);
    if (link !== undefined) return link;
  }
  return undefined;
}

/** Undefined where the body cannot hold anything of Teams: parsing is the expensive part. */
function bodyOf(event: TeamsMeetingSource, hosts: readonly string[]): InviteBody | undefined {
  const content = event.body?.content ?? '';
  // Digits of an entity may hide a letter, so entities count as a hint as well.
  if (!/teams|safelinks|&#/i.test(content) && !hosts.some((host) => content.includes(host))) return undefined;
  return readInviteBody(content, event.body?.contentType ?? 'html');
}

/** The preview is cut at about 255 characters: what reaches its end is not whole. */
function previewLink(preview: Text, linkIn: LinkReader): string | undefined {
  const text = preview ?? '';
  let end = text.length;
  while (end > 0 && text.charAt(end - 1).trim() !== '') end -= 1;
  return firstLinkIn(text.slice(0, end), linkIn);
}

/** Graph's own first. The same number is often printed with other spaces and dashes. */
function dialInNumbers(meeting: OnlineMeetingSource | null | undefined, details: InviteDetails): string[] {
  const given = [
    meeting?.tollNumber,
    ...(meeting?.tollFreeNumbers ?? []),
    ...(meeting?.phones ?? []).map((phone) => phone?.number),
    ...details.dialInNumbers,
  ];
  const byDigits = new Map<string, string>();
  for (const number of given) {
    const key = (number ?? '').slice(0, 60).replaceAll(/\D/g, '');
    if (number !== null && number !== undefined && key.length >= 3 && !byDigits.has(key))
      byDigits.set(key, number);
  }
  return [...byDigits.values()];
}
