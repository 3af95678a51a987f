/**
 * Which invitation of a body is the event's own, and where it ends. Bodies quote older invitations,
 * whose ids and numbers to dial belong to other meetings. Pure.
 */
import { linksInText } from './invite-body.ts';
import type { InviteBody, InviteLink } from './invite-body.ts';
import { meetingKey } from './teams-link.ts';

/** The link of a meeting in a text; undefined if it is none. */
export type LinkReader = (text: string | null | undefined) => string | undefined;

export interface OwnInvite {
  readonly url?: string;
  readonly link?: InviteLink;
  /** The line of the first link of another meeting below. */
  readonly end?: number;
  /** True where the body has invitations, and none of this meeting. */
  readonly isForeign: boolean;
}

interface Found {
  readonly url: string;
  readonly link: InviteLink;
}

/**
 * Best first: by the invitation's own ids, then in document order, so that no quoted invitation wins;
 * then from words. Where Graph has `given` the link, only an invitation that can be of the same
 * meeting: it has no link of that form, or the same.
 */
export function findInvite(body: InviteBody, linkIn: LinkReader, given: string | undefined): OwnInvite {
  const first = markedLink(body, linkIn) ?? firstMeeting(body.links, linkIn) ?? writtenLink(body, linkIn);
  if (first === undefined) return { isForeign: false };
  const { end, keys } = extentOf(first, body, linkIn);
  if (given === undefined) return { ...first, end, isForeign: false };
  const { form, key } = meetingKey(given);
  if ((keys.get(form) ?? key) === key) return { ...first, end, isForeign: false };
  const same = firstMeeting(body.links, (text) => {
    const url = linkIn(text);
    return url !== undefined && meetingKey(url).key === key ? url : undefined;
  });
  return same === undefined
    ? { isForeign: true }
    : { ...same, end: extentOf(same, body, linkIn).end, isForeign: false };
}

function markedLink(body: InviteBody, linkIn: LinkReader): Found | undefined {
  for (const name of ['join_link', 'join_link_compatibility']) {
    const marked = body.links.filter(({ id }) => id.endsWith(`meet_invite_block.action.${name}`));
    const found = firstMeeting(marked, linkIn);
    if (found !== undefined) return found;
  }
  return undefined;
}

function firstMeeting(links: readonly InviteLink[], linkIn: LinkReader): Found | undefined {
  for (const link of links) {
    const url = linkIn(link.href);
    if (url !== undefined) return { url, link };
  }
  return undefined;
}

function writtenLink(body: InviteBody, linkIn: LinkReader): Found | undefined {
  for (const [line, words] of body.lines.entries()) {
    const url = firstLinkIn(words, linkIn);
    if (url !== undefined) return { url, link: { href: url, id: '', line } };
  }
  return undefined;
}

/** One invitation prints one link of each form, however often. */
function extentOf(
  { url, link }: Found,
  body: InviteBody,
  linkIn: LinkReader,
): { end: number; keys: ReadonlyMap<string, string> } {
  const own = meetingKey(url);
  const keys = new Map<string, string>([[own.form, own.key]]);
  // A link that stands in words only is none of the list.
  const below = body.links.slice(Math.max(0, body.links.indexOf(link)));
  for (const other of below) {
    const found = other.line < link.line ? undefined : linkIn(other.href);
    if (found === undefined) continue;
    const { form, key } = meetingKey(found);
    if ((keys.get(form) ?? key) !== key) return { end: other.line, keys };
    keys.set(form, key);
  }
  return { end: Number.POSITIVE_INFINITY, keys };
}

export function firstLinkIn(text: string, linkIn: LinkReader): string | undefined {
  if (!text.includes('://')) return undefined;
  for (const written of linksInText(text)) {
    const link = linkIn(written);
    if (link !== undefined) return link;
  }
  return undefined;
}
