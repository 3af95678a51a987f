/**
 * Events as a large mailbox has them: 60 % stubs, 30 % plain single events, 5 % masters, 5 % singles
 * with full Teams bodies; about 3 KB on average without the stubs. Each series stands together with its occurrences,
 * between the single events (Graph promises no order). The same count gives the same events.
 */
export interface BenchEvent {
  readonly id: string;
  readonly [key: string]: unknown;
}

const HOUR_MS = 3_600_000;
const FIRST = Date.UTC(2026, 9, 1);

export function mixedEvents(count: number): BenchEvent[] {
  const masters = Math.max(1, Math.round(count * 0.05));
  const teams = Math.round(count * 0.05);
  const stubs = Math.round(count * 0.6);
  const plain = count - masters - teams - stubs;
  return Array.from({ length: masters }, (_, series) => {
    const ofSeries = (total: number): number[] => indexesOf(series, masters, total);
    return [
      master(series),
      ...ofSeries(stubs).map((index) => stub(index, series)),
      ...ofSeries(teams).map((index) => single(`T${index}`, index, teamsBody(index), true)),
      ...ofSeries(plain).map((index) => single(`S${index}`, index, plainBody(index), false)),
    ];
  }).flat();
}

/** Those of `total` that fall to one of so many shares. */
function indexesOf(share: number, shares: number, total: number): number[] {
  const indexes: number[] = [];
  for (let index = share; index < total; index += shares) indexes.push(index);
  return indexes;
}

function id(name: string): string {
  return `AAMkAGI1${Buffer.from(name.padEnd(90, '.')).toString('base64').replaceAll('+', '_').replaceAll('/', '-')}`;
}

function time(index: number, hours = 0): { dateTime: string; timeZone: string } {
  const at = new Date(FIRST + (index % 8000) * HOUR_MS + hours * HOUR_MS).toISOString().slice(0, 19);
  return { dateTime: `${at}.0000000`, timeZone: 'UTC' };
}

function stub(index: number, series: number): BenchEvent {
  return {
    '@odata.type': '#microsoft.graph.event',
    '@odata.etag': `W/"stub${index}"`,
    id: id(`O${index}`),
    seriesMasterId: id(`M${series}`),
    type: 'occurrence',
    start: time(index),
    end: time(index, 1),
  };
}

function master(index: number): BenchEvent {
  return {
    ...single(`M${index}`, index, plainBody(index), false),
    type: 'seriesMaster',
    recurrence: {
      pattern: {
        type: 'weekly',
        interval: 1,
        month: 0,
        dayOfMonth: 0,
        daysOfWeek: ['monday', 'wednesday'],
        firstDayOfWeek: 'sunday',
        index: 'first',
      },
      range: {
        type: 'noEnd',
        startDate: '2026-10-05',
        endDate: '0001-01-01',
        recurrenceTimeZone: 'W. Europe Standard Time',
        numberOfOccurrences: 0,
      },
    },
  };
}

function single(name: string, index: number, content: string, isOnlineMeeting: boolean): BenchEvent {
  return {
    '@odata.type': '#microsoft.graph.event',
    '@odata.etag': `W/"key-${name}"`,
    id: id(name),
    createdDateTime: '2026-09-01T08:00:00.0000000Z',
    lastModifiedDateTime: '2026-09-02T08:00:00.0000000Z',
    changeKey: `key-${name}`,
    categories: index % 4 === 0 ? ['Project'] : [],
    originalStartTimeZone: 'W. Europe Standard Time',
    originalEndTimeZone: 'W. Europe Standard Time',
    iCalUId: `040000008200E00074C5B7101A82E008${name.padStart(32, '0')}`,
    subject: `Meeting ${name}`,
    bodyPreview: 'Agenda and notes of the meeting',
    importance: 'normal',
    sensitivity: 'normal',
    isAllDay: false,
    isCancelled: false,
    isOrganizer: true,
    responseRequested: true,
    seriesMasterId: null,
    showAs: 'busy',
    type: 'singleInstance',
    webLink: `https://outlook.office365.com/owa/?itemid=${name}`,
    onlineMeetingUrl: null,
    isOnlineMeeting,
    onlineMeetingProvider: isOnlineMeeting ? 'teamsForBusiness' : 'unknown',
    hasAttachments: false,
    recurrence: null,
    onlineMeeting: isOnlineMeeting ? { joinUrl: joinUrl(index) } : null,
    responseStatus: { response: 'organizer', time: '0001-01-01T00:00:00Z' },
    body: { contentType: 'html', content },
    start: time(index),
    end: time(index, 1),
    location: { displayName: 'Room 4', locationType: 'default' },
    locations: [{ displayName: 'Room 4', locationType: 'default' }],
    attendees: [1, 2, 3].map((person) => ({
      type: 'required',
      status: { response: 'accepted', time: '2026-09-02T08:00:00Z' },
      emailAddress: { name: `Person ${person}`, address: `person${person}@contoso.example` },
    })),
    organizer: { emailAddress: { name: 'Adele Vance', address: 'adele@contoso.example' } },
  };
}

function plainBody(index: number): string {
  return `<html><body><p>Notes ${index}</p>${'<p>Lorem ipsum dolor sit amet, consetetur sadipscing.</p>'.repeat(12)}</body></html>`;
}

function joinUrl(index: number): string {
  const thread = Buffer.from(`thread ${index}`).toString('base64url');
  return `https://teams.microsoft.com/l/meetup-join/19%3ameeting_${thread}%40thread.v2/0?context=%7b%22Tid%22%3a%221%22%7d`;
}

function teamsBody(index: number): string {
  return `<html><body>${'<div style="margin:0">Agenda item with a description of what is to be decided.</div>'.repeat(90)}
<div><a id="meet_invite_block.action.join_link" href="${joinUrl(index)}">Join the meeting now</a></div>
<div>Dial in by phone <a href="tel:&#43;1 555-0100,,291633251#">+1 555-0100,,291633251#</a></div></body></html>`;
}
