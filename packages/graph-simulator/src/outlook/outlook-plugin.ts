/**
 * `/_sim/outlook`: a mailbox as its owner sees it, in a browser. Routes only; what
 * they do with the mailbox is in edit-by-form.ts, what they show in the *-page.ts files.
 */
import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Fields, readFields } from '../http/fields.ts';
import { EditError } from '../mailbox/edit-error.ts';
import { isIsoDate } from '../mailbox/event-times.ts';
import type { EventReference } from '../mailbox/ids.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import { dayFromIso } from '../recurrence/civil-date.ts';
import { wallOfInstant } from '../recurrence/time-zones.ts';
import type { SimWorld } from '../world/world.ts';
import { ENTRY_SCRIPT, registerAssets } from './assets.ts';
import { streamChanges } from './change-stream.ts';
import { detailsPage } from './details-page.ts';
import { createByForm, deleteByForm, updateByForm } from './edit-by-form.ts';
import { respondByForm } from './respond-by-form.ts';
import { type EventForm, formOf, newEventForm, readEventForm } from './event-form.ts';
import { eventPage } from './event-page.ts';
import { type Entry, findEntry } from './find-entry.ts';
import { dateIn } from './format.ts';
import { isForeignWrite } from './guard-write.ts';
import { moveEntry } from './move-entry.ts';
import { outlookUrl, sendOutlookPage } from './shell.ts';
import { mondayOf, readWeek, zoneOf } from './week.ts';
import { entryId, weekPage } from './week-page.ts';

interface Visit {
  readonly reply: FastifyReply;
  readonly mailbox: Mailbox;
  readonly fields: Fields;
  readonly body: unknown;
}

interface Content {
  readonly title: string;
  readonly body: string;
}

export async function outlookPlugin(
  app: FastifyInstance,
  options: { readonly world: SimWorld },
): Promise<void> {
  const { world } = options;
  app.removeAllContentTypeParsers();
  await app.register(formbody);
  registerAssets(app);

  const show = (visit: Visit, content: Content, status = 200): FastifyReply =>
    sendOutlookPage(
      visit.reply,
      status,
      {
        ...content,
        user: visit.mailbox.user,
        people: world.users,
        date: pickDate(visit),
      },
      ENTRY_SCRIPT,
    );
  const refuse = (reply: FastifyReply, status: number, title: string, sentence: string): FastifyReply =>
    sendOutlookPage(
      reply,
      status,
      {
        title,
        user: null,
        people: world.users,
        body: `<article class="card"><h1>${title}</h1>\n<p>${sentence}</p></article>`,
      },
      ENTRY_SCRIPT,
    );
  const gone = (visit: Visit): FastifyReply =>
    refuse(
      visit.reply,
      404,
      'This event is gone',
      'It was deleted, or its series changed. The week shows what is there now.',
    );

  /** The named mailbox; the first one where none is named. */
  const open =
    (from: 'query' | 'body', proceed: (visit: Visit) => FastifyReply) =>
    (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
      const fields = readFields(from === 'query' ? request.query : request.body);
      const name = fields.get('user');
      const user = name === undefined ? world.users[0] : world.findUser(name);
      if (user === undefined)
        return refuse(reply, 404, 'No such mailbox', 'Nobody here has that name. Open one of the mailboxes.');
      return proceed({ reply, mailbox: world.mailbox(user.id), fields, body: request.body });
    };

  const pickDate = ({ mailbox, fields }: Visit): string => {
    const asked = fields.get('date') ?? fields.get('startDate') ?? '';
    const isShown = isIsoDate(asked) && asked >= '1971-01-01' && asked <= '2199-12-31';
    return isShown ? asked : dateIn(zoneOf(mailbox.user), world.clock.now());
  };

  app.addHook('onRequest', async (request, reply) => {
    if (!isForeignWrite(request)) return;
    await refuse(reply, 403, 'Refused', 'Mailboxes are changed from this page only, not from other sites.');
  });

  app.get(
    '/_sim/outlook',
    open('query', (visit) => {
      const monday = mondayOf(dayFromIso(pickDate(visit)));
      const week = readWeek(visit.mailbox, monday, world.clock.now());
      return show(visit, weekPage({ mailbox: visit.mailbox, week }));
    }),
  );

  app.get(
    '/_sim/outlook/new',
    open('query', (visit) => {
      const { mailbox, fields } = visit;
      const time = /^([01]\d|2[0-3]):[0-5]\d$/.exec(fields.get('time') ?? '')?.[0];
      const start = `${pickDate(visit)}T${time ?? nextHour(mailbox, world.clock.now())}`;
      const form = newEventForm(mailbox.user, mailbox.defaultCalendarId, start, fields.has('allDay'));
      return show(visit, eventPage({ mailbox, entry: null, form }));
    }),
  );

  app.get(
    '/_sim/outlook/event',
    open('query', (visit) => {
      const { mailbox, fields } = visit;
      const entry = findEntry(mailbox, fields);
      if (entry === undefined) return gone(visit);
      if (!entry.calendar.canEdit) return show(visit, detailsPage(mailbox, entry));
      return show(visit, eventPage({ mailbox, entry, form: formOf(entry) }));
    }),
  );

  /** Carries an edit out and goes back to its week, or says on the form what is wrong. */
  const edit = (
    visit: Visit,
    entry: Entry | null,
    form: EventForm,
    act: () => EventReference | null,
  ): FastifyReply => {
    const { mailbox, reply } = visit;
    let reference: EventReference | null;
    try {
      reference = act();
    } catch (error) {
      if (!(error instanceof EditError)) throw error;
      const problem = error.message.replace('At least one property failed validation. ', '');
      return show(visit, eventPage({ mailbox, entry, form, problem }), 400);
    }
    return reply.redirect(weekOf(mailbox, reference, form), 303);
  };

  const changedMeanwhile = (visit: Visit, entry: Entry): FastifyReply | undefined => {
    const version = visit.fields.get('version');
    if (version === undefined || version === String(entry.item.change)) return undefined;
    const problem =
      'This event was changed meanwhile. Here it is as it stands now; your change was not saved.';
    return show(visit, eventPage({ mailbox: visit.mailbox, entry, form: formOf(entry), problem }), 409);
  };

  app.post(
    '/_sim/outlook/save',
    open('body', (visit) => {
      const { mailbox, fields, body } = visit;
      const form = readEventForm(body);
      if (!fields.has('event')) return edit(visit, null, form, () => createByForm(mailbox, form));
      const entry = findEntry(mailbox, fields);
      if (entry === undefined) return gone(visit);
      return (
        changedMeanwhile(visit, entry) ??
        edit(visit, entry, form, () => {
          updateByForm(mailbox, entry, form);
          return entry.reference;
        })
      );
    }),
  );

  app.post(
    '/_sim/outlook/delete',
    open('body', (visit) => {
      const { mailbox, fields, body } = visit;
      const entry = findEntry(mailbox, fields);
      if (entry === undefined) return gone(visit);
      const form = readEventForm(body);
      return (
        changedMeanwhile(visit, entry) ??
        edit(visit, entry, formOf(entry), () => {
          deleteByForm(mailbox, entry, form.scope);
          return null;
        })
      );
    }),
  );

  app.post(
    '/_sim/outlook/respond',
    open('body', (visit) => {
      const { mailbox, fields, body } = visit;
      const entry = findEntry(mailbox, fields);
      if (entry === undefined) return gone(visit);
      const form = readEventForm(body);
      return (
        changedMeanwhile(visit, entry) ??
        edit(visit, entry, formOf(entry), () => {
          respondByForm(mailbox, entry, form.scope, fields.get('response'), (id) => world.mailbox(id));
          return entry.reference;
        })
      );
    }),
  );

  app.post(
    '/_sim/outlook/move',
    open('body', (visit) => {
      const { mailbox, fields, reply } = visit;
      const entry = findEntry(mailbox, fields);
      if (entry === undefined) return reply.code(404).send({ error: 'This event is gone.' });
      try {
        moveEntry(mailbox, entry, fields);
      } catch (error) {
        if (!(error instanceof EditError)) throw error;
        return reply.code(400).send({ error: error.message });
      }
      return reply.code(204).send();
    }),
  );

  app.get('/_sim/outlook/changes', (request, reply) => {
    const user = world.findUser(readFields(request.query).get('user') ?? '');
    if (user === undefined) return reply.code(404).send({ error: 'Nobody here has that name.' });
    streamChanges(reply, world, user.id);
    return reply;
  });
}

/** The next full hour of the owner's clock; the last one of the day stays in the day. */
function nextHour(mailbox: Mailbox, nowMs: number): string {
  const hour = Math.min(23, Math.floor(wallOfInstant(zoneOf(mailbox.user), nowMs).seconds / 3600) + 1);
  return `${String(hour).padStart(2, '0')}:00`;
}

/** The week to go back to after an edit; with an event in it, scrolled to that event. */
function weekOf(mailbox: Mailbox, reference: EventReference | null, form: EventForm): string {
  const user = mailbox.user.userPrincipalName;
  const entry =
    reference === null
      ? undefined
      : findEntry(
          mailbox,
          new Map([
            ['event', reference.key],
            ['occurrence', reference.date ?? ''],
          ]),
        );
  if (entry === undefined) return outlookUrl('', { user, date: form.startDate });
  const date = entry.times.allDay?.start ?? dateIn(zoneOf(mailbox.user), entry.times.startMs);
  return `${outlookUrl('', { user, date })}#${entryId(entry.reference.key, entry.reference.date, date)}`;
}
