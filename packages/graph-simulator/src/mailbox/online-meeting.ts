/**
 * Makes an event an online one: the join link, the block of HTML and the place, at once or
 * when the clock has moved on. Source: calendar facts 6.1 (a link may be filled later).
 */
import { PERSONAL_TENANT_ID } from '../world/demo-people.ts';
import type { SimUser } from '../world/types.ts';
import { bodyWithTeamsBlock } from './teams-body.ts';
import { teamsMeeting } from './teams-meeting.ts';
import type { TeamsStyle } from './teams-style.ts';
import type { EventContent, MailboxItem, SimLocation } from './types.ts';

/** How long Teams takes where the switch says that it takes its time. */
export const LINK_DELAY_MS = 30_000;

export function teamsStyle(owner: SimUser, wanted: Partial<TeamsStyle> = {}): TeamsStyle {
  return {
    generation: '2026',
    language: 'en',
    link: owner.tenantId === PERSONAL_TENANT_ID ? 'live' : 'classic',
    dialIn: false,
    safelinks: false,
    ...wanted,
  };
}

const PLACE: SimLocation = {
  displayName: 'Microsoft Teams Meeting',
  locationType: 'default',
  uniqueId: 'Microsoft Teams Meeting',
  uniqueIdType: 'private',
  locationUri: null,
  address: null,
};

/** Unchanged when it is no online meeting, or has its link. The same seed gives the same meeting. */
export function withOnlineMeeting(
  content: EventContent,
  owner: SimUser,
  seed: string,
  style: TeamsStyle,
): EventContent {
  if (!content.isOnlineMeeting || content.joinUrl !== null) return content;
  const meeting = teamsMeeting(owner, seed, style.link);
  return {
    ...content,
    joinUrl: meeting.joinUrl,
    conference: style.dialIn ? meeting.conference : null,
    body: { contentType: 'html', content: bodyWithTeamsBlock(content.body.content, meeting, style) },
    locations: content.locations.length > 0 ? content.locations : [PLACE],
  };
}

/** A link from elsewhere in the text, as in a forwarded invitation: no property of the event knows of it. */
export function withPastedLink(
  content: EventContent,
  owner: SimUser,
  seed: string,
  style: TeamsStyle,
): EventContent {
  const meeting = teamsMeeting(owner, seed, style.link);
  return {
    ...content,
    body: { contentType: 'html', content: bodyWithTeamsBlock(content.body.content, meeting, style) },
  };
}

/** The item with the link that it has been waiting for. */
export function withLateLink(item: MailboxItem, owner: SimUser, change: number, now: number): MailboxItem {
  const { pendingLink, ...rest } = item;
  if (pendingLink === undefined) return item;
  const content = withOnlineMeeting(item.content, owner, `${owner.id}/${item.key}/online`, pendingLink.style);
  return { ...rest, content, change, modifiedMs: now };
}
