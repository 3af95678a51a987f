/**
 * Makes an event an online one: the join link, the block of HTML and the place, at once or
 * when the clock has moved on. Source: calendar facts 6.1 (a link may be filled later).
 */
import { PERSONAL_TENANT_ID } from '../world/demo-people.ts';
import type { SimUser } from '../world/types.ts';
import { bodyWithTeamsBlock } from './teams-body.ts';
import { teamsMeeting } from './teams-meeting.ts';
import type { TeamsStyle } from './teams-style.ts';
import { htmlOf } from './plain-text.ts';
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
    body: { contentType: 'html', content: bodyWithTeamsBlock(htmlOf(content.body), meeting, style) },
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
    body: { contentType: 'html', content: bodyWithTeamsBlock(htmlOf(content.body), meeting, style) },
  };
}

/** Names the meeting of an event, or that of one occurrence alone. */
export function meetingSeedOf(owner: SimUser, key: string, date: string | null): string {
  return `${owner.id}/${key}/${date === null ? '' : `${date}/`}online`;
}

/** Nothing waits for the link of an occurrence that was deleted, or is as its series again. */
export function withoutStaleLinks(item: MailboxItem): MailboxItem {
  const { pendingLinks, ...rest } = item;
  if (pendingLinks === undefined) return item;
  const live = pendingLinks.filter(
    ({ date }) => date === null || (item.kind === 'series' && item.exceptions.has(date)),
  );
  return live.length === 0 ? rest : { ...rest, pendingLinks: live };
}

/** The item with the links that it has been waiting for until now. */
export function withLateLinks(item: MailboxItem, owner: SimUser, change: number, now: number): MailboxItem {
  const { pendingLinks = [], ...rest } = item;
  const waiting = pendingLinks.filter(({ dueMs }) => dueMs > now);
  let linked: MailboxItem = {
    ...rest,
    ...(waiting.length === 0 ? {} : { pendingLinks: waiting }),
    change,
    modifiedMs: now,
  };
  for (const { date, style } of pendingLinks.filter(({ dueMs }) => dueMs <= now)) {
    const seed = meetingSeedOf(owner, item.key, date);
    if (date === null) linked = { ...linked, content: withOnlineMeeting(linked.content, owner, seed, style) };
    else
      linked = withLinkedException(linked, date, (content) => withOnlineMeeting(content, owner, seed, style));
  }
  return linked;
}

function withLinkedException(
  item: MailboxItem,
  date: string,
  link: (content: EventContent) => EventContent,
): MailboxItem {
  const exception = item.kind === 'series' ? item.exceptions.get(date) : undefined;
  if (item.kind !== 'series' || exception === undefined) return item;
  const content = { ...item.content, ...exception.overrides };
  const overrides = { ...exception.overrides, ...linkedParts(content, link(content)) };
  const { change, modifiedMs } = item;
  return {
    ...item,
    exceptions: new Map(item.exceptions).set(date, { ...exception, overrides, change, modifiedMs }),
  };
}

/** What a link has changed of an event: nothing where it has none yet, or had one. */
export function linkedParts(before: EventContent, after: EventContent): Partial<EventContent> {
  if (before === after) return {};
  const { joinUrl, conference, body, locations } = after;
  return { joinUrl, conference, body, locations };
}
