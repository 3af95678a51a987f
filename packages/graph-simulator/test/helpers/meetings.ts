/** Small words for tests about meetings: make one, find somebody's copy, follow a delta. */
import { eventId, readEventId, type EventReference } from '../../src/mailbox/ids.ts';
import type { Mailbox } from '../../src/mailbox/mailbox.ts';
import { type GraphApp, isJson, type Json, text } from './graph-app.ts';

export const ADELE = 'adele@contoso.example';
export const ALEX = 'alex@contoso.example';
export const MEGAN = 'megan@contoso.example';
export const WINDOW = 'startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-04-01T00:00:00Z';

export function guest(address: string, type = 'required'): Json {
  return { type, emailAddress: { name: address, address } };
}

export function at(dateTime: string, timeZone = 'UTC'): Json {
  return { dateTime, timeZone };
}

/** 2 March 2026, 09:00 to 10:00 UTC, unless said otherwise. */
export function meetingBody(...addresses: string[]): Json {
  return {
    subject: 'Plan',
    start: at('2026-03-02T09:00:00'),
    end: at('2026-03-02T10:00:00'),
    attendees: addresses.map((address) => guest(address)),
  };
}

/** Daily from 2 March 2026, so many times. */
export function dailyBody(count: number, ...addresses: string[]): Json {
  return {
    ...meetingBody(...addresses),
    recurrence: {
      pattern: { type: 'daily', interval: 1 },
      range: {
        type: 'numbered',
        startDate: '2026-03-02',
        numberOfOccurrences: count,
        recurrenceTimeZone: 'UTC',
      },
    },
  };
}

export function mailboxOf(graph: GraphApp, address: string): Mailbox {
  const user = graph.world.findUser(address);
  if (user === undefined) throw new Error(`Nobody is called ${address}.`);
  return graph.world.mailbox(user.id);
}

export function referenceOf(mailbox: Mailbox, id: string): EventReference {
  const reference = readEventId(mailbox.user, id);
  if (typeof reference === 'string') throw new Error(`That id is ${reference}.`);
  return reference;
}

export async function make(graph: GraphApp, body: Json, user = ADELE): Promise<Json> {
  const answer = await graph.ask('/v1.0/me/events', { method: 'POST', body, user });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return answer.body;
}

export async function patch(graph: GraphApp, id: unknown, body: Json, user = ADELE): Promise<Json> {
  const answer = await graph.ask(`/v1.0/me/events/${text(id)}`, { method: 'PATCH', body, user });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body;
}

export async function act(
  graph: GraphApp,
  id: unknown,
  action: string,
  body: Json = {},
  user = ALEX,
): Promise<number> {
  const url = `/v1.0/me/events/${text(id)}/${action}`;
  return (await graph.ask(url, { method: 'POST', body, user, undescribed: true })).status;
}

/** March 2026 of somebody's default calendar: events by start, masters left out. */
export async function viewOf(graph: GraphApp, user: string): Promise<readonly Json[]> {
  return (await graph.ask(`/v1.0/me/calendarView?${WINDOW}&$top=1000&$orderby=start/dateTime`, { user }))
    .value;
}

/** What of one meeting stands in somebody's March: every copy that shares its uid. */
export async function copiesOf(graph: GraphApp, user: string, meeting: Json): Promise<readonly Json[]> {
  return (await viewOf(graph, user)).filter(({ uid }) => uid === meeting['uid']);
}

/** The one copy there is. */
export async function copyOf(graph: GraphApp, user: string, meeting: Json): Promise<Json> {
  const [copy, ...more] = await copiesOf(graph, user, meeting);
  if (copy === undefined || more.length > 0) throw new Error(`${more.length + 1} copies`);
  return copy;
}

export async function getEvent(graph: GraphApp, id: unknown, user = ADELE): Promise<Json> {
  return (await graph.ask(`/v1.0/me/events/${text(id)}`, { user })).body;
}

export function responseOf(event: Json | undefined): unknown {
  const status = event?.['responseStatus'];
  return isJson(status) ? status['response'] : undefined;
}

/** How the organizer's list says that somebody answered. */
export function answerOf(event: Json, address: string): unknown {
  const found = attendeesOf(event).find(
    ({ emailAddress }) => isJson(emailAddress) && emailAddress['address'] === address,
  );
  const status = found?.['status'];
  return isJson(status) ? status['response'] : undefined;
}

export function attendeesOf(event: Json): readonly Json[] {
  const attendees = event['attendees'];
  return Array.isArray(attendees) ? attendees.filter(isJson) : [];
}

export function startOf(event: Json | undefined): string {
  const start = event?.['start'];
  return isJson(start) ? text(start['dateTime']).slice(0, 16) : '';
}

/** Follows March of a calendar by delta; each call gives what is new since the one before. */
export function follow(
  graph: GraphApp,
  user: string,
  calendar = '',
  headers: Readonly<Record<string, string>> = {},
): () => Promise<readonly Json[]> {
  const path = calendar === '' ? '/v1.0/me/calendarView' : `/v1.0/me/calendars/${calendar}/calendarView`;
  let link = `${path}/delta?${WINDOW}`;
  return async () => {
    const items: Json[] = [];
    for (;;) {
      const page = await graph.ask(link, { user, headers });
      if (page.status !== 200) throw new Error(JSON.stringify(page.body));
      items.push(...page.value);
      const next = page.body['@odata.nextLink'];
      link = text(next ?? page.body['@odata.deltaLink']);
      if (next === undefined) return items;
    }
  };
}

export function idIn(mailbox: Mailbox, calendar: string, reference: EventReference): string {
  return eventId(mailbox.user, calendar, reference.key, reference.date, 'regular');
}
