/**
 * The law of hostile invitations, for any number of mutated bodies: nothing is thrown, and whatever
 * link comes out is https, on a host of Teams, without credentials and port, with a meeting's path.
 * Judged here by a reading of its own.
 */
import { extractTeamsMeetingInfo } from '../../src/convert/index.ts';
import { invitations, longLink, shortLink } from './invitations.ts';

const fragments: readonly string[] = [
  '@evil.example/',
  '.evil.example/',
  'https://teams.microsoft.com@evil.example/meet/496123456789082',
  'https://evil.example/l/meetup-join/19%3ameeting_a%40thread.v2/0',
  'https://teams.microsoft.com.evil.example/meet/496123456789082',
  'https://teams\u2024microsoft.com/meet/496123456789082',
  'https://tеams.microsoft.com/meet/496123456789082',
  'javascript:alert(1)//',
  'data:text/html,https://teams.microsoft.com/meet/496123456789082',
  'http://',
  'https://',
  'msteams:/l/meetup-join/',
  'https://eur02.safelinks.protection.outlook.com/?url=',
  'https%3A%2F%2Fevil.example%2Fmeet%2F496123456789082',
  'https://safelinks.protection.outlook.com.evil.example/?url=',
  '&amp;',
  '&#x2f;',
  '&#47;',
  '&sol;',
  '&Tab;',
  '%00',
  '%2f',
  '\u0000',
  '\\',
  '//',
  '/../',
  '"',
  "'",
  '>',
  '<',
  '</a>',
  '<a href="',
  '<a id="meet_invite_block.action.join_link" href="',
  '<base href="https://evil.example/">',
  '<script>',
  '</script>',
  '<!--',
  '-->',
  '<textarea>',
  ':8443',
  '?',
  '#',
  ',,123456789#',
  'tel:+1,,',
  'Conference ID: ',
  longLink,
  shortLink,
];

interface Chance {
  below(limit: number): number;
}

/** mulberry32. */
function chanceFrom(seed: number): Chance {
  let state = seed | 0;
  return {
    below: (limit) => {
      state = (state + 0x6d2b79f5) | 0;
      let t = Math.imul(state ^ (state >>> 15), 1 | state);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * limit);
    },
  };
}

const linkPlaces = /https:\/\/|teams\.|\/meet\/|meetup-join|href="/g;

/** Half of the places to cut are where links are: elsewhere little is to be won by an attacker. */
function place(text: string, chance: Chance): number {
  if (chance.below(2) === 0) return chance.below(text.length + 1);
  const places = Array.from(text.matchAll(linkPlaces), (match) => match.index);
  return Math.min(text.length, (places[chance.below(Math.max(1, places.length))] ?? 0) + chance.below(30));
}

function mutate(text: string, chance: Chance): string {
  const at = place(text, chance);
  const fragment = fragments[chance.below(fragments.length)] ?? '';
  switch (chance.below(5)) {
    case 0:
      return text.slice(0, at) + fragment + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(at + 1 + chance.below(20));
    case 2:
      return text.slice(0, at) + String.fromCharCode(32 + chance.below(95)) + text.slice(at + 1);
    case 3:
      return text.slice(0, at) + fragment + text.slice(at + fragment.length);
    default: {
      const from = place(text, chance);
      return text.slice(0, at) + text.slice(from, from + chance.below(120)) + text.slice(at);
    }
  }
}

const hosts =
  /^(?:teams\.microsoft\.com|teams\.live\.com|teams\.cloud\.microsoft|[a-z0-9.-]+\.teams\.microsoft\.us)$/;

function faultOf(link: string): string | undefined {
  if (!link.startsWith('https://')) return 'scheme';
  const authority = link.slice(8).split(/[/?#]/)[0] ?? '';
  if (!hosts.test(authority)) return `authority ${authority}`;
  const rest = link.slice(8 + authority.length);
  return /^(?:\/_?|\/v2\/?)?#?\/(?:l\/meetup-join\/|meet\/\d)|^\/dl\/launcher\/launcher\.html\?/.test(rest)
    ? undefined
    : 'path';
}

export interface TeamsLawReport {
  readonly bodies: number;
  /** How many still had a link: a law about nothing would always hold. */
  readonly withLink: number;
  /** The first bodies that broke the law, with why. */
  readonly faults: readonly { readonly fault: string; readonly body: string }[];
}

export function tryMutatedInvitations(count: number, seed: number): TeamsLawReport {
  const chance = chanceFrom(seed);
  const faults: { fault: string; body: string }[] = [];
  let withLink = 0;
  for (let index = 0; index < count; index += 1) {
    const origin = invitations[index % invitations.length];
    if (origin === undefined) break;
    let content = origin.content;
    for (let left = 1 + chance.below(6); left > 0; left -= 1) content = mutate(content, chance);
    const { fault, hasLink } = judge(content, origin.contentType);
    if (hasLink) withLink += 1;
    if (fault !== undefined && faults.length < 3) faults.push({ fault, body: content });
  }
  return { bodies: count, withLink, faults };
}

function judge(content: string, contentType: string): { fault: string | undefined; hasLink: boolean } {
  try {
    const info = extractTeamsMeetingInfo({ body: { contentType, content } });
    const links = [info.teamsMeetingUrl, info.teamsShortUrl].filter((link) => typeof link === 'string');
    const fault =
      links.map(faultOf).find((each) => each !== undefined) ??
      (/^\d{5,15}$/.test(info.teamsConferenceId ?? '00000') ? undefined : 'conference id');
    return { fault, hasLink: links.length > 0 };
  } catch (error) {
    return { fault: `threw ${String(error)}`, hasLink: false };
  }
}
