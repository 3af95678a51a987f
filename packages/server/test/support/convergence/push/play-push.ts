/** Plays a script of push in a room, lets everything come to rest, and says which of the laws of push were broken. */
import { Editor } from '../editor.ts';
import { OWN_CALENDARS } from '../mailboxes.ts';
import type { Edit } from '../script.ts';
import type { MirroredCalendar } from '../verdict.ts';
import { die } from './deaths.ts';
import { forge } from './forgeries.ts';
import { brokenLaws } from './push-laws.ts';
import { fingerprint, subscriptionIdOf } from './push-rows.ts';
import type { PushRoom } from './push-room.ts';
import type { PushScript, PushStep, WorkStep } from './push-script.ts';
import { onTheWayRule, refusalRule } from './push-worlds.ts';
import { pass } from './time.ts';

const STEP_MS = 4_000;
const KEPT_CHAOS = String.raw`^/v1\.0/|oauth2|^[Uu]sers|^lifecycle/`;

export interface PushPlayed {
  /** Nothing: every law of push held. */
  readonly faults: readonly string[];
  readonly edits: number;
  readonly requests: number;
  readonly faultsMet: number;
  /** Items that were committed. */
  readonly told: number;
  readonly forged: number;
  readonly deaths: number;
  readonly kills: number;
  /** Of them between the commit of what was told and its answer. */
  readonly killsBeforeAnswer: number;
  readonly realKills: number;
}

/** @param options.realKill the first process that is to be killed before its answer is a real one, and gets a SIGKILL */
export async function playPush(
  room: PushRoom,
  script: PushScript,
  options: { readonly realKill?: boolean } = {},
): Promise<PushPlayed> {
  await room.begin(script);
  const player = new Player(room, options.realKill === true);
  for (const edit of script.start) await player.editor.edit(edit);
  const faults = await player.play(script.steps);
  const { told, requests } = room;
  return {
    faults,
    edits: player.editor.done,
    requests: requests.length,
    faultsMet: requests.filter((request) => request.faults.length > 0).length,
    told: told.items.length,
    ...player.counts,
  };
}

class Player {
  readonly #room: PushRoom;
  readonly editor: Editor;
  readonly counts = { forged: 0, deaths: 0, kills: 0, killsBeforeAnswer: 0, realKills: 0 };
  #realKill: boolean;
  #moves = 0;

  constructor(room: PushRoom, realKill: boolean) {
    this.#room = room;
    this.#realKill = realKill;
    this.editor = new Editor(room.simulator, OWN_CALENDARS, () => room.now());
  }

  async play(steps: readonly PushStep[]): Promise<readonly string[]> {
    try {
      // All is well at first: everything is read, and subscribed to.
      await (await this.#room.start()).work();
      const found: string[] = [];
      for (const step of steps) {
        found.push(...(await this.#do(step)));
        await pass(this.#room, STEP_MS);
      }
      await this.#room.simulator.control.clearFaults();
      return [...found, ...(await brokenLaws(this.#room, (edit) => this.editor.edit(edit)))];
    } catch (error) {
      return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
    }
  }

  /** What went wrong at once. */
  async #do(step: PushStep): Promise<readonly string[]> {
    const room = this.#room;
    const { control } = room.simulator;
    switch (step.do) {
      case 'edit':
        await this.#edit(step.edit);
        break;
      case 'work':
        await this.#work(step);
        break;
      case 'kill-told':
        await this.#killTold(step.edit, step.at);
        break;
      case 'pass':
        await pass(room, step.seconds * 1_000);
        break;
      case 'down':
        await room.killAll();
        for (const edit of step.edits) await this.#edit(edit);
        await room.advance(step.seconds * 1_000);
        await room.start();
        break;
      case 'restart':
        await room.bury();
        await room.start();
        break;
      case 'door':
        room.front.door = step.door;
        break;
      case 'on-the-way':
        await control.setFaults({ rules: [onTheWayRule(step.what, step.times)] });
        break;
      case 'refuse':
        await control.setFaults({ rules: [refusalRule(step.refusal, step.times)] });
        break;
      case 'chaos':
        await control.setChaos({ seed: String(step.seed), rate: step.rate, pathPattern: KEPT_CHAOS });
        break;
      case 'calm':
        await control.clearFaults();
        break;
      case 'die':
        this.counts.deaths += 1;
        this.#moves += 1;
        await die(room, step.death, this.#calendar(step.calendar), this.#moves);
        break;
      case 'forge':
        return this.#forge(step);
      case 'replay':
        return this.#replay(step.calendar);
      case 'revoke':
        await control.revoke({ user: this.#calendar(step.calendar).user, accessTokens: true });
        await room.arrived();
        break;
      case 'sign-in':
        await room.signInAgain();
        break;
      case 'switch':
        await this.#switch(this.#calendar(step.calendar), step.on);
        break;
      case 'kill-tokens':
        await control.killDeltaTokens({ user: this.#calendar(step.calendar).user });
        break;
    }
    return [];
  }

  /** And what Graph says of it has arrived. */
  async #edit(edit: Edit): Promise<void> {
    await this.editor.edit(edit);
    await this.#room.arrived();
  }

  async #work(step: WorkStep): Promise<void> {
    const room = this.#room;
    const first = room.services[0] ?? (await room.start());
    const second = step.processes === 2 ? (room.services[1] ?? (await room.start())) : undefined;
    first.lifeline.cutAfter(step.killAt);
    first.lifeline.watch({
      before: async (request) => {
        for (const each of step.meanwhile) if (each.request === request) await this.#edit(each.edit);
      },
      after: () => Promise.resolve(),
    });
    const working = [first, ...(second === undefined ? [] : [second])].map((service) =>
      service.work().catch((error: unknown) => {
        if (!service.lifeline.isCut) throw error;
      }),
    );
    await Promise.all(working);
    first.lifeline.watch(undefined);
    first.lifeline.cutAfter(null);
    await this.#afterDeath();
    await room.arrived();
  }

  async #killTold(edit: Edit, at: number | null): Promise<void> {
    if (at === null && this.#realKill) return this.#killProcess(edit);
    const room = this.#room;
    const [victim] = room.services.length === 0 ? [await room.start()] : room.services;
    let died = false;
    if (at === null) {
      room.beforeAnswer = ({ lifeline }) => {
        if (died) return Promise.resolve();
        died = true;
        this.counts.killsBeforeAnswer += 1;
        lifeline.cut();
        // It never says another word.
        return new Promise(() => undefined);
      };
    } else victim?.lifeline.cutAfter(at);
    await this.#edit(edit);
    room.beforeAnswer = undefined;
    victim?.lifeline.cutAfter(null);
    await this.#afterDeath();
  }

  /** A real process, by SIGKILL, between commit and answer. */
  async #killProcess(edit: Edit): Promise<void> {
    const room = this.#room;
    const mortal = await room.startMortalReceiver();
    await this.#edit(edit);
    await mortal.end();
    if (mortal.committed()) {
      this.#realKill = false;
      this.counts.kills += 1;
      this.counts.realKills += 1;
      this.counts.killsBeforeAnswer += 1;
    }
    await room.passLeases();
    await room.start();
  }

  /** Whoever was killed is missed, and replaced. */
  async #afterDeath(): Promise<void> {
    const room = this.#room;
    const dead = room.dropDead();
    this.counts.kills += dead;
    if (dead > 0) await room.passLeases();
    if (room.services.length === 0) await room.start();
  }

  /** No row, no round, and the answer that a genuine one gets. */
  async #forge({ forgery, calendar }: Extract<PushStep, { do: 'forge' }>): Promise<readonly string[]> {
    const room = this.#room;
    if (room.front.door !== 'open' || room.services.length === 0) return [];
    const attacked = this.#calendar(calendar);
    const subscriptionId = await subscriptionIdOf(room.db, attacked.connectionId);
    const other = room.told.items.findLast((item) => item.subscriptionId !== subscriptionId);
    const otherSecret = other?.raw['clientState'];
    const items = forge(forgery, {
      subscriptionId,
      otherSecret: typeof otherSecret === 'string' ? otherSecret : undefined,
    });
    this.counts.forged += items.length;
    const before = await fingerprint(room.db);
    const status = await room.post(items);
    const after = await fingerprint(room.db);
    return [
      ...(status === 202 ? [] : [`forged (${forgery}): it was answered ${status}`]),
      ...(before === after ? [] : [`forged (${forgery}): it had an effect`]),
    ];
  }

  /** A genuine item comes again in one POST with a forged one of another calendar. */
  async #replay(calendar: number): Promise<readonly string[]> {
    const room = this.#room;
    if (room.front.door !== 'open' || room.services.length === 0) return [];
    const chosen = this.#calendar(calendar);
    const subscriptionId = await subscriptionIdOf(room.db, chosen.connectionId);
    const genuine = room.told.items.findLast(
      (item) => item.subscriptionId === subscriptionId && item.connectionId !== null,
    );
    const others = room.calendars.filter(({ connectionId }) => connectionId !== chosen.connectionId);
    const forged: unknown[] = [];
    for (const other of others) {
      const id = await subscriptionIdOf(room.db, other.connectionId);
      forged.push(...forge('lifecycle-removed', { subscriptionId: id, otherSecret: undefined }));
    }
    this.counts.forged += forged.length;
    const ids = others.map(({ connectionId }) => connectionId);
    const before = await fingerprint(room.db, ids);
    const status = await room.post([...forged, ...(genuine === undefined ? [] : [genuine.raw]), ...forged]);
    const after = await fingerprint(room.db, ids);
    return [
      ...(status === 202 ? [] : [`forged among genuine: it was answered ${status}`]),
      ...(before === after ? [] : ['forged among genuine: it had an effect']),
    ];
  }

  async #switch({ connectionId }: MirroredCalendar, on: boolean): Promise<void> {
    const [service] = this.#room.services;
    const change = on
      ? service?.webhooks.createSubscription(connectionId, this.#room.userId)
      : service?.webhooks.deleteSubscription(connectionId, this.#room.userId);
    // Refused where it is on already, or cannot be: that is an answer, too.
    await change?.then(
      () => undefined,
      () => undefined,
    );
    await this.#room.arrived();
  }

  #calendar(index: number): MirroredCalendar {
    const { calendars } = this.#room;
    const calendar = calendars[index % calendars.length];
    if (calendar === undefined) throw new Error('No calendar is mirrored.');
    return calendar;
  }
}
