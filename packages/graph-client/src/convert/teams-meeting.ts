/**
 * The Teams meeting of an event: its link and its conference id, from the best place that has
 * them. Pure. Link: onlineMeeting, onlineMeetingUrl, locations, body links by id, body links by
 * host, body text. https://learn.microsoft.com/graph/api/resources/onlinemeetinginfo
 */
import { readInviteBody } from './invite-body.ts';
import type { InviteBody } from './invite-body.ts';
import { dialInConferenceId, digits, isShortLink, teamsMeetingLink, telConferenceId } from './teams-links.ts';

type Text = string | null | undefined;

interface LocationSource {
  readonly displayName?: Text;
  readonly locationUri?: Text;
}

/** The part of a Graph event that is read. */
export interface TeamsMeetingSource {
  readonly isOnlineMeeting?: boolean | null | undefined;
  readonly onlineMeetingProvider?: Text;
  readonly onlineMeeting?: { readonly joinUrl?: Text; readonly conferenceId?: Text } | null | undefined;
  readonly onlineMeetingUrl?: Text;
  readonly location?: LocationSource | null | undefined;
  readonly locations?: readonly LocationSource[] | null | undefined;
  readonly body?: { readonly contentType?: Text; readonly content?: Text } | null | undefined;
  readonly bodyPreview?: Text;
}

export interface TeamsMeetingInfo {
  /** Also true where Graph says that it is a Teams meeting and its link is not there yet. */
  readonly teamsEnabled: boolean;
  /** https, on a host of Teams. */
  readonly teamsMeetingUrl: string | null;
  /** Of the dial-in, digits only. */
  readonly teamsConferenceId: string | null;
  /** The short link of the same invitation, where it is another than `teamsMeetingUrl`. */
  readonly teamsShortUrl?: string;
}

export function extractTeamsMeetingInfo(event: TeamsMeetingSource): TeamsMeetingInfo {
  const body = bodyOf(event);
  const inBody = body === undefined ? [] : bodyLinks(body);
  const teamsMeetingUrl =
    teamsMeetingLink(event.onlineMeeting?.joinUrl) ??
    teamsMeetingLink(event.onlineMeetingUrl) ??
    locationLink(event) ??
    inBody[0] ??
    previewLink(event.bodyPreview) ??
    null;
  const teamsEnabled = teamsMeetingUrl !== null || isTeams(event);
  // A short link lower in the body may be that of a quoted, older invitation.
  const [first] = inBody;
  const short =
    first !== undefined && isShortLink(first) && first !== teamsMeetingUrl ? { teamsShortUrl: first } : {};
  return {
    teamsEnabled,
    teamsMeetingUrl,
    teamsConferenceId: teamsEnabled ? conferenceId(event, body) : null,
    ...short,
  };
}

/** Consumer meetings say teamsForBusiness too. */
function isTeams(event: TeamsMeetingSource): boolean {
  return event.isOnlineMeeting === true && event.onlineMeetingProvider?.toLowerCase() === 'teamsforbusiness';
}

function locationLink(event: TeamsMeetingSource): string | undefined {
  for (const place of [event.location, ...(event.locations ?? [])]) {
    const link = teamsMeetingLink(place?.locationUri) ?? firstLinkIn(place?.displayName ?? '');
    if (link !== undefined) return link;
  }
  return undefined;
}

/** Undefined where the body cannot hold anything of Teams: parsing is the expensive part. */
function bodyOf(event: TeamsMeetingSource): InviteBody | undefined {
  const content = event.body?.content ?? '';
  // Digits of an entity may hide a letter, so entities count as a hint as well.
  if (!/teams|safelinks|&#/i.test(content)) return undefined;
  return readInviteBody(content, event.body?.contentType ?? 'html');
}

/** Best first: by the invitation's own ids, then in document order, then from text. */
function bodyLinks({ links, text }: InviteBody): string[] {
  // Replies prefix ids with `x_`.
  const marked = (name: string) =>
    links.filter((link) => link.id.endsWith(`meet_invite_block.action.${name}`));
  const ordered = [...marked('join_link'), ...marked('join_link_compatibility'), ...links];
  const found = ordered.map((link) => teamsMeetingLink(link.href)).filter((link) => link !== undefined);
  const written = found.length === 0 ? firstLinkIn(text) : undefined;
  return written === undefined ? found : [written];
}

/** Text prints links as `text<url>`, and sentences end behind them. */
function firstLinkIn(text: string): string | undefined {
  for (const [match] of text.matchAll(/https:\/\/[^\s<>"'|]+/gi)) {
    const link = teamsMeetingLink(match.replace(/[).,;:!?\]]+$/, ''));
    if (link !== undefined) return link;
  }
  return undefined;
}

/** The preview is cut at about 255 characters: what reaches its end is not whole. */
function previewLink(preview: Text): string | undefined {
  return firstLinkIn((preview ?? '').replace(/\S+$/, ''));
}

function conferenceId(event: TeamsMeetingSource, body: InviteBody | undefined): string | null {
  const given = digits(event.onlineMeeting?.conferenceId);
  if (given !== undefined) return given;
  for (const read of [dialInConferenceId, telConferenceId]) {
    for (const link of body?.links ?? []) {
      const found = read(link.href);
      if (found !== undefined) return found;
    }
  }
  return null;
}
