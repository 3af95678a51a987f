import { beforeEach, describe, expect, it } from 'vitest';
import { createEvent, type CreateOptions } from '../src/mailbox/create-event.ts';
import { eventId } from '../src/mailbox/ids.ts';
import { TEAMS_GENERATIONS, TEAMS_LANGUAGES, TEAMS_LINKS } from '../src/mailbox/teams-style.ts';
import { createGraphApp, type GraphApp, isJson, type Json, text } from './helpers/graph-app.ts';
import {
  ADELE,
  ALEX,
  copiesOf,
  copyOf,
  dailyBody,
  follow,
  getEvent,
  mailboxOf,
  make,
  meetingBody,
  patch,
} from './helpers/meetings.ts';

let graph: GraphApp;
beforeEach(() => {
  graph = createGraphApp();
});

const TIMES = {
  start: { dateTime: '2026-03-02T09:00:00', timeZone: 'UTC' },
  end: { dateTime: '2026-03-02T10:00:00', timeZone: 'UTC' },
};
const DRAFT = { ...TIMES, isAllDay: false, recurrence: null };

/** The event of an online meeting that is made with these options, as Graph answers it. */
function meeting(options: CreateOptions, user = ADELE, isOnlineMeeting = true): Promise<Json> {
  const mailbox = mailboxOf(graph, user);
  const body = { contentType: 'html' as const, content: '<p>See you</p>' };
  const draft = { ...DRAFT, content: { subject: 'Call', isOnlineMeeting, body } };
  const { key } = createEvent(mailbox, mailbox.defaultCalendarId, draft, options);
  return getEvent(graph, eventId(mailbox.user, mailbox.defaultCalendarId, key, null, 'regular'), user);
}

function joinUrlOf(event: Json): string | null {
  const online = event['onlineMeeting'];
  return isJson(online) ? text(online['joinUrl']) : null;
}

function html(event: Json): string {
  const body = event['body'];
  return isJson(body) ? text(body['content']) : '';
}

/** As a reader has to see it: line breaks inside links are spaces. */
const flat = (event: Json): string => html(event).replaceAll(/\s+/g, ' ');

describe('the invitation of an online meeting', () => {
  it('has the marks and the words of its generation', async () => {
    const marks = {
      '2019': ['class="me-email-headline"', '>Join Microsoft Teams Meeting</a>', 'Conference ID:'],
      '2021': ['data-tid="meeting-code"', '>Click here to join the meeting</a>', 'Phone Conference ID:'],
      '2024': [
        'id="meet_invite_block.action.join_link"',
        '>Join the meeting now</a>',
        'Phone conference ID:',
      ],
      '2026': ['id="meet_invite_block.action.join_link_compatibility"', 'Join: </span>', '/meet/'],
    };
    for (const generation of TEAMS_GENERATIONS) {
      const event = await meeting({ teams: { generation, dialIn: true } });
      const body = flat(event);
      expect(marks[generation].filter((mark) => !body.includes(mark))).toEqual([]);
      expect(body).toContain('<p>See you</p>');
      expect(body).toContain('teams.microsoft.com/meetingOptions/');
      expect(html(event)).toContain(`href="${joinUrlOf(event)}"`);
    }
  });

  it('breaks the line inside links as Exchange does', async () => {
    for (const [generation, broken] of [
      ['2019', 'Join\r\n Microsoft Teams Meeting'],
      ['2021', 'Click\r\n here to join the meeting'],
    ] as const)
      expect(html(await meeting({ teams: { generation } }))).toContain(broken);
  });

  it('prints the digits of the conference id in the link to call, in the link of numbers and in words', async () => {
    for (const generation of TEAMS_GENERATIONS) {
      const event = await meeting({ teams: { generation, dialIn: true } });
      const online = event['onlineMeeting'];
      const id = isJson(online) ? text(online['conferenceId']) : '';
      expect(id).toMatch(/^\d{9}$/);
      expect(isJson(online) && online['tollNumber']).toBe('+1 323-555-0166');
      const body = flat(event);
      expect(body).toContain(`href="tel:&#43;1 323-555-0166,,${id}# "`);
      expect(body).toContain(`?id=${id}"`);
      expect(body).toContain(`${id.slice(0, 3)} ${id.slice(3, 6)} ${id.slice(6)}#`);
    }
  });

  it('has no number to call without audio conferencing', async () => {
    const event = await meeting({});
    expect(event['onlineMeeting']).toEqual({ joinUrl: joinUrlOf(event) });
    expect(html(event)).not.toContain('tel:');
  });

  it('prints the digits of its short link as the meeting id', async () => {
    for (const generation of ['2021', '2024', '2026'] as const) {
      const event = await meeting({ teams: { generation, link: 'short' } });
      const digits = /\/meet\/(\d+)\?p=/.exec(joinUrlOf(event) ?? '')?.[1] ?? '';
      expect(digits).toMatch(/^\d{15}$/);
      expect(flat(event)).toContain(`>${digits.replaceAll(/(\d{3})(?=\d)/g, '$1 ')}</span>`);
    }
  });

  it('speaks five languages, with the same ids and classes in each', async () => {
    const words = {
      en: 'Meeting ID:',
      de: 'Besprechungs-ID:',
      es: 'ID de la reunión:',
      fr: 'ID de réunion :',
      ja: '会議 ID：',
    };
    const ofConference = {
      en: 'Conference ID:',
      de: 'Telefonkonferenz-ID:',
      es: 'Id. de conferencia telefónica:',
      fr: 'ID de conférence téléphonique :',
      ja: '電話会議 ID：',
    };
    const marksOf = (body: string): string[] =>
      [...body.matchAll(/\b(?:id|class|data-tid)="[^"]*"/g)].map(([mark]) => mark);
    for (const generation of TEAMS_GENERATIONS) {
      const english = await meeting({ teams: { generation, dialIn: true } });
      for (const language of TEAMS_LANGUAGES) {
        const event = await meeting({ teams: { generation, language, dialIn: true } });
        expect(marksOf(html(event))).toEqual(marksOf(html(english)));
        // The oldest prints no meeting id, but a conference id.
        const word = generation === '2019' ? ofConference[language] : words[language];
        expect(flat(event)).toContain(word);
      }
    }
  });

  it('links in every form there is', async () => {
    const forms = {
      classic:
        /^https:\/\/teams\.microsoft\.com\/l\/meetup-join\/19%3ameeting_\w+%40thread\.v2\/0\?context=%7b/,
      channel:
        /^https:\/\/teams\.microsoft\.com\/l\/meetup-join\/19%3a[0-9a-f]{32}%40thread\.skype\/\d{13}\?context=/,
      short: /^https:\/\/teams\.microsoft\.com\/meet\/\d{15}\?p=\w{18}$/,
      live: /^https:\/\/teams\.live\.com\/meet\/\d{13}\?p=\w{18}$/,
      cloud: /^https:\/\/teams\.cloud\.microsoft\/l\/meetup-join\//,
      gov: /^https:\/\/gov\.teams\.microsoft\.us\/l\/meetup-join\//,
      dod: /^https:\/\/dod\.teams\.microsoft\.us\/l\/meetup-join\//,
    };
    for (const link of TEAMS_LINKS)
      expect(joinUrlOf(await meeting({ teams: { link } }))).toMatch(forms[link]);
  });

  it('of a personal account is at teams.live.com, and still called teamsForBusiness', async () => {
    const event = await meeting({}, 'robin@outlook.example');
    expect(joinUrlOf(event)).toMatch(/^https:\/\/teams\.live\.com\/meet\//);
    expect(event['onlineMeetingProvider']).toBe('teamsForBusiness');
  });

  it('behind a mail gateway is wrapped in the body, and only there', async () => {
    const event = await meeting({ teams: { safelinks: true, generation: '2024' } });
    const wrapped =
      /href="(https:\/\/nam02\.safelinks\.protection\.outlook\.com\/[^"]*)"[^>]*id="meet_invite_block.action.join_link"/.exec(
        html(event),
      )?.[1];
    const url = new URL((wrapped ?? '').replaceAll('&amp;', '&'));
    expect(joinUrlOf(event)).toMatch(/^https:\/\/teams\.microsoft\.com\//);
    expect(url.searchParams.get('url')).toBe(joinUrlOf(event));
    expect(wrapped).toContain('&amp;data=');
    expect(html(event)).toContain(`originalsrc="${joinUrlOf(event)}"`);
  });

  it('that was pasted stands in the body alone: the event is no online meeting', async () => {
    const event = await meeting({ pastedLink: true }, ADELE, false);
    expect(event).toMatchObject({
      isOnlineMeeting: false,
      onlineMeeting: null,
      onlineMeetingProvider: 'unknown',
    });
    expect(html(event)).toContain('teams.microsoft.com/meet/');
  });
});

describe('what the organizer wrote', () => {
  it('as text stands in the invitation as that text, whatever it means in HTML', async () => {
    const body = { contentType: 'text', content: 'a < b & <b>c</b>\r\nsecond line' };
    const event = await make(graph, { ...meetingBody(), isOnlineMeeting: true, body });
    expect(event['body']).toMatchObject({ contentType: 'html' });
    expect(flat(event)).toContain('a &lt; b &amp; &lt;b&gt;c&lt;/b&gt;<br> second line');
    expect(text(event['bodyPreview'])).toMatch(/^a < b & <b>c<\/b>\r\nsecond line/);
  });
});

describe('one occurrence that is made an online meeting', () => {
  it('has a link of its own, in every copy, and its series has none', async () => {
    const master = await make(graph, dailyBody(3, ALEX));
    const [first, second] = await copiesOf(graph, ADELE, master);
    const online = await patch(graph, first?.['id'], { isOnlineMeeting: true });
    expect(joinUrlOf(online)).toMatch(/^https:\/\/teams\.microsoft\.com\//);
    expect(html(online)).toContain('meet_invite_block');
    const other = await patch(graph, second?.['id'], { isOnlineMeeting: true });
    expect(joinUrlOf(other)).not.toBe(joinUrlOf(online));
    const links = async (user: string) => (await copiesOf(graph, user, master)).map(joinUrlOf);
    for (const user of [ADELE, ALEX])
      expect(await links(user)).toEqual([joinUrlOf(online), joinUrlOf(other), null]);
    expect(joinUrlOf(await getEvent(graph, master['id']))).toBeNull();
    const renamed = await patch(graph, first?.['id'], { subject: 'Renamed' });
    expect(joinUrlOf(renamed)).toBe(joinUrlOf(online));
  });
});

describe('an event that was an online meeting once', () => {
  it('stays one, whatever is written', async () => {
    const made = await make(graph, { ...meetingBody(), isOnlineMeeting: true });
    const after = await patch(graph, made['id'], { isOnlineMeeting: false, subject: 'Renamed' });
    expect(after).toMatchObject({ subject: 'Renamed', isOnlineMeeting: true });
    expect(joinUrlOf(after)).toBe(joinUrlOf(made));
  });
});

describe('a join link that takes its time', () => {
  it('comes with the clock, as a change of its event and of every copy', async () => {
    graph.world.switches.set({ joinLink: 'later' });
    const made = await make(graph, { ...meetingBody(ALEX), isOnlineMeeting: true });
    expect(made).toMatchObject({
      isOnlineMeeting: true,
      onlineMeeting: null,
      onlineMeetingProvider: 'teamsForBusiness',
    });
    const [adele, alex] = [follow(graph, ADELE), follow(graph, ALEX)];
    await adele();
    await alex();
    graph.clock.advance(29_000);
    expect(await adele()).toEqual([]);
    graph.clock.advance(2000);
    const [own] = await adele();
    expect(own?.['changeKey']).not.toBe(made['changeKey']);
    expect(joinUrlOf(own ?? {})).toMatch(/^https:\/\/teams\.microsoft\.com\//);
    expect(html(own ?? {})).toContain('meet_invite_block');
    const [copy] = await alex();
    expect(joinUrlOf(copy ?? {})).toBe(joinUrlOf(own ?? {}));
  });

  it('waits as long as it was told to, through other edits', async () => {
    const waiting = await meeting({ linkAfterMs: 3_600_000 });
    const renamed = await patch(graph, waiting['id'], { subject: 'Renamed' });
    expect(joinUrlOf(renamed)).toBeNull();
    graph.clock.advance(3_600_001);
    const event = await getEvent(graph, waiting['id']);
    expect(event['subject']).toBe('Renamed');
    expect(joinUrlOf(event)).not.toBeNull();
  });

  it('comes later also to an event, or one occurrence, that becomes an online meeting', async () => {
    graph.world.switches.set({ joinLink: 'later' });
    const single = await make(graph, meetingBody());
    const master = await make(graph, dailyBody(2));
    const [first] = await copiesOf(graph, ADELE, master);
    for (const id of [single['id'], first?.['id']]) {
      const waiting = await patch(graph, id, { isOnlineMeeting: true });
      expect(waiting).toMatchObject({ isOnlineMeeting: true, onlineMeeting: null });
    }
    graph.clock.advance(20_000);
    for (const id of [single['id'], first?.['id']])
      expect(joinUrlOf(await patch(graph, id, { subject: 'Renamed' }))).toBeNull();
    const next = follow(graph, ADELE);
    await next();
    graph.clock.advance(9000);
    expect(await next()).toEqual([]);
    graph.clock.advance(2000);
    expect((await next()).map(({ type }) => type)).toEqual([
      'singleInstance',
      'seriesMaster',
      'exception',
      'occurrence',
    ]);
    for (const id of [single['id'], first?.['id']])
      expect(joinUrlOf(await getEvent(graph, id))).toMatch(/^https:/);
    expect(joinUrlOf(await getEvent(graph, master['id']))).toBeNull();
    graph.clock.advance(60_000);
    expect(await next()).toEqual([]);
  });

  it('is that of the series for an occurrence that is changed while the series waits', async () => {
    graph.world.switches.set({ joinLink: 'later' });
    const master = await make(graph, { ...dailyBody(2), isOnlineMeeting: true });
    const [first] = await copiesOf(graph, ADELE, master);
    expect(joinUrlOf(await patch(graph, first?.['id'], { subject: 'Renamed' }))).toBeNull();
    graph.clock.advance(31_000);
    const links = (await copiesOf(graph, ADELE, master)).map(joinUrlOf);
    expect(links[0]).toMatch(/^https:/);
    expect(links[1]).toBe(links[0]);
  });

  it('does not come to one occurrence that was deleted, nor of itself to the copy of somebody invited', async () => {
    graph.world.switches.set({ joinLink: 'later' });
    const master = await make(graph, dailyBody(2));
    const [first] = await copiesOf(graph, ADELE, master);
    await patch(graph, first?.['id'], { isOnlineMeeting: true });
    await graph.ask(`/v1.0/me/events/${text(first?.['id'])}`, { method: 'DELETE' });
    const next = follow(graph, ADELE);
    await next();
    graph.clock.advance(31_000);
    expect(await next()).toEqual([]);

    const meeting = await make(graph, { ...meetingBody(ALEX), isOnlineMeeting: true });
    const copy = await copyOf(graph, ALEX, meeting);
    graph.world.switches.set({ joinLink: 'at-once' });
    const labelled = await patch(graph, copy['id'], { categories: ['Red category'] }, ALEX);
    expect(joinUrlOf(labelled)).toBeNull();
    graph.clock.advance(31_000);
    expect(joinUrlOf(await copyOf(graph, ALEX, meeting))).toBe(
      joinUrlOf(await getEvent(graph, meeting['id'])),
    );
  });

  it('does not come to what was deleted meanwhile', async () => {
    const waiting = await meeting({ linkAfterMs: 1000 });
    await graph.ask(`/v1.0/me/events/${text(waiting['id'])}`, { method: 'DELETE' });
    const next = follow(graph, ADELE);
    await next();
    graph.clock.advance(2000);
    expect(await next()).toEqual([]);
  });

  it('is one link for all of the copies when it comes at once', async () => {
    const made = await make(graph, { ...meetingBody(ALEX), isOnlineMeeting: true });
    expect(joinUrlOf(made)).not.toBeNull();
    expect(joinUrlOf(await copyOf(graph, ALEX, made))).toBe(joinUrlOf(made));
  });
});
