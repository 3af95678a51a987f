/**
 * What an invitation prints below its link: phone conference id, meeting id, passcode, numbers to
 * dial. Pure. Ids and hosts decide; words only as a last resort, because of languages. The phone
 * conference id is neither the meeting id nor the video id of room systems.
 */
import { evenLine } from './invite-body.ts';
import type { InviteBody, InviteLink } from './invite-body.ts';
import { percentDecoded, shortLinkMeetingId, unwrapSafeLink } from './teams-link.ts';

export interface InviteDetails {
  readonly conferenceId: string | undefined;
  readonly meetingId: string | undefined;
  readonly passcode: string | undefined;
  readonly dialInNumbers: readonly string[];
}

export const noDetails: InviteDetails = {
  conferenceId: undefined,
  meetingId: undefined,
  passcode: undefined,
  dialInNumbers: [],
};

/** Details follow the link closely; what stands far below belongs to something quoted. */
const MOST_LINES = 80;
/** No line of an invitation is longer; a longer one is not looked through. */
const MOST_LINE_CHARACTERS = 400;

const dialInHosts = new Set(['dialin.teams.microsoft.com', 'dialin.teams.live.com']);

/** Without `link`, the invitation's own, the first element that Teams wrote begins it. `end`: a line that is no longer of it. */
export function readInviteDetails(
  body: InviteBody,
  link: InviteLink | undefined,
  end = Number.POSITIVE_INFINITY,
): InviteDetails {
  const begin =
    link?.line ?? body.firstMark ?? body.links.find((each) => dialIn(each.href) !== undefined)?.line;
  if (begin === undefined) return noDetails;
  const behind = Math.min(begin + MOST_LINES, end);
  const lines = body.lines
    .slice(begin, behind)
    .map(evenLine)
    .map((line) => (line.length > MOST_LINE_CHARACTERS ? '' : line));
  const links = body.links.filter(({ line }) => line >= begin && line < behind);
  const code = body.meetingCode === undefined ? -1 : body.meetingCode - begin;
  const meeting = meetingIdLine(lines, code);
  const fromLink = link === undefined ? undefined : meetingIdOfLink(link.href);
  return {
    conferenceId:
      firstOf(links, ({ href }) => dialIn(href)) ??
      firstOf(links, ({ href }) => telephone(href)?.conferenceId) ??
      printedConferenceId(lines),
    meetingId: fromLink ?? meeting?.id,
    passcode: meeting === undefined ? undefined : passcodeAfter(lines, meeting),
    dialInNumbers: [...new Set(links.flatMap(({ href }) => telephone(href)?.number ?? []))],
  };
}

/** An id of 5 to 15 digits, without the spaces and `#` that it is printed with. */
export function digits(text: string | null | undefined): string | undefined {
  const given = text ?? '';
  if (given.length > 40) return undefined;
  const found = given.replaceAll(/[\s#]/g, '');
  return /^\d{5,15}$/.test(found) ? found : undefined;
}

function firstOf<T>(items: readonly T[], read: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = read(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The conference id of a link to the page of local numbers; undefined for any other link. */
function dialIn(href: string): string | undefined {
  if (!href.includes('dialin')) return undefined;
  const url = unwrapSafeLink(href);
  if (url === undefined) return undefined;
  const known =
    dialInHosts.has(url.hostname) || /^dialin\.(?:[a-z]+\.)?teams\.microsoft\.us$/.test(url.hostname);
  return known ? digits(url.searchParams.get('id')) : undefined;
}

/** `tel:+1 323-886-7531,,291633251# `: number, pause, conference id. Other pauses and codes are other services'. */
function telephone(href: string): { number: string; conferenceId: string } | undefined {
  if (href.length > 200) return undefined;
  const text = percentDecoded(href).trim();
  const parts = /^tel:([^,;]+),,([\d\s]+)#?$/i.exec(text);
  const conferenceId = digits(parts?.[2]);
  const number = parts?.[1]?.trim();
  return conferenceId === undefined || number === undefined ? undefined : { number, conferenceId };
}

function meetingIdOfLink(href: string): string | undefined {
  const url = unwrapSafeLink(href);
  return url === undefined ? undefined : shortLinkMeetingId(url.href);
}

const conferenceLabels = [
  'conference id',
  '電話会議 id',
  'telefonkonferenz-id',
  'id de conférence téléphonique',
  'id de conferencia telefónica',
];
const meetingLabels = [
  'meeting id',
  'besprechungs-id',
  'id de la reunión',
  'id de réunion',
  'id de la réunion',
  '会議 id',
];

/** Numbers of room systems, in the words of several languages. */
const roomSystem = /v[ií]d[eé]o|vtc|ビデオ/i;

function valueAfter(line: string, labels: readonly string[]): string | undefined {
  const lower = line.toLowerCase();
  for (const label of labels) {
    const at = lower.indexOf(label);
    if (at < 0 || roomSystem.test(lower.slice(0, at))) continue;
    return /^ ?[:：] ?(.*)$/.exec(line.slice(at + label.length))?.[1];
  }
  return undefined;
}

/** Printed with a `#` to press, which no other number of an invitation has. */
function printedConferenceId(lines: readonly string[]): string | undefined {
  const labelled = firstOf(lines, (line) =>
    digits(/^[\d ]{5,24}#?/.exec(valueAfter(line, conferenceLabels) ?? '')?.[0]),
  );
  return (
    labelled ??
    firstOf(lines, (line) =>
      roomSystem.test(line) ? undefined : digits(/[:：] ?(\d[\d ]{3,22}\d) ?#/.exec(line)?.[1]),
    )
  );
}

interface MeetingIdLine {
  readonly id: string;
  readonly index: number;
  /** What follows the id in its line. */
  readonly rest: string;
}

/** Lines whose number is of the telephone or of a room system, with or without its `#`. */
function isOther(line: string): boolean {
  return roomSystem.test(line) || valueAfter(line, conferenceLabels) !== undefined;
}

/** By the element for it, then by its words, then as the first number printed in groups of three. */
function meetingIdLine(lines: readonly string[], code: number): MeetingIdLine | undefined {
  const grouped = /^(\d[\d ]{7,22}\d)(?!\d| ?#)(.*)$/;
  const readers: ((line: string, index: number) => string | undefined)[] = [
    (line, index) => (index === code ? (/[:：] ?(.*)$/.exec(line)?.[1] ?? line) : undefined),
    (line) => (isOther(line) ? undefined : valueAfter(line, meetingLabels)),
    (line) =>
      isOther(line) ? undefined : /[:：] ?(\d{3}(?: \d{3}){2,4}(?: \d{1,3})?(?![ \d]*#).*)$/.exec(line)?.[1],
  ];
  for (const read of readers) {
    for (const [index, line] of lines.entries()) {
      const found = grouped.exec(read(line, index) ?? '');
      const id = digits(found?.[1]);
      if (id !== undefined) return { id, index, rest: found?.[2]?.trim() ?? '' };
    }
  }
  return undefined;
}

/** In every language the passcode stands next, after a label of its own. */
function passcodeAfter(lines: readonly string[], meeting: MeetingIdLine): string | undefined {
  const next = lines.slice(meeting.index + 1).find((line) => line !== '') ?? '';
  return firstOf(
    [meeting.rest, next],
    (line) => /^[^:：]{2,40}[:：] ?([\p{L}\p{N}]{4,16})$/u.exec(line)?.[1],
  );
}
