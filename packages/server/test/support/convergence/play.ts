/** Plays a script in a room, lets everything come to rest, and says what is wrong with the mirror then. */
import { setTimeout as sleep } from 'node:timers/promises';

import { sql } from 'kysely';

import { Editor } from './editor.ts';
import { faultRule } from './fault-rules.ts';
import { OWN_CALENDARS } from './mailboxes.ts';
import type { Room, Worker } from './room.ts';
import type { Script, Step, SyncStep } from './script.ts';
import { whatIsWrong } from './verdict.ts';
import type { MirroredCalendar } from './verdict.ts';

const MINUTE_MS = 60_000;
/** From one step to the next: follow-ups and short back-offs come due between them. */
const STEP_MS = 4_000;
/** Within the interval in which calendars without push are polled. */
const REST_STEP_MS = 6 * MINUTE_MS;
const PATIENT_STEPS = 25;
const REST_LEAP_MS = 5 * 60 * MINUTE_MS;
const MOST_REST_STEPS = 40;

export interface Played {
  /** Nothing: the mirror equals the mailbox. */
  readonly faults: readonly string[];
  readonly edits: number;
  readonly refusedEdits: number;
  readonly kills: number;
  readonly realKills: number;
  readonly freezes: number;
  readonly faultsMet: number;
  readonly requests: number;
}

/** @param options.realKill the first worker that is to be killed is a process, and gets a SIGKILL */
export async function play(
  room: Room,
  script: Script,
  options: { readonly realKill?: boolean } = {},
): Promise<Played> {
  const player = new Player(room, options.realKill === true);
  await room.begin(script);
  for (const edit of script.start) await player.editor.edit(edit);
  const faults = await player.play(script);
  const { requests } = await room.simulator.control.requests({ path: '/v1.0/' });
  await room.simulator.control.clearRequests();
  return {
    faults,
    edits: player.editor.done,
    refusedEdits: player.editor.refused,
    kills: player.kills,
    realKills: player.realKills,
    freezes: player.freezes,
    faultsMet: requests.filter((request) => request.faults.length > 0).length,
    requests: requests.length,
  };
}

class Player {
  readonly #room: Room;
  readonly editor: Editor;
  #worker: Worker | undefined;
  #realKill: boolean;
  kills = 0;
  realKills = 0;
  freezes = 0;

  constructor(room: Room, realKill: boolean) {
    this.#room = room;
    this.#realKill = realKill;
    this.editor = new Editor(room.simulator, OWN_CALENDARS, () => room.now());
  }

  async play({ steps, occurrenceIds }: Script): Promise<readonly string[]> {
    try {
      for (const step of steps) {
        await this.#do(step);
        await this.#room.advance(STEP_MS);
      }
      await this.#rest();
      if (occurrenceIds === 'disagree') await this.#restByDelta();
    } catch (error) {
      return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
    }
    return whatIsWrong(this.#room, this.#room.calendars);
  }

  async #do(step: Step): Promise<void> {
    const room = this.#room;
    const { control } = room.simulator;
    switch (step.do) {
      case 'edit':
        await this.editor.edit(step.edit);
        if (step.told) await room.notify(this.#calendar(step.edit.calendar));
        return;
      case 'sync':
        return this.#sync(step);
      case 'notify':
        return room.notify(this.#calendar(step.calendar));
      case 'want':
        return room.want(this.#calendar(step.calendar), step.full);
      case 'jump':
        return room.advance(step.seconds * 1_000);
      case 'chaos':
        await control.setChaos({
          seed: String(step.seed),
          rate: step.rate,
          pathPattern: String.raw`^/v1\.0/|oauth2`,
        });
        return;
      case 'fault':
        await control.setFaults({ rules: [faultRule(step.fault, step.times, room.now())] });
        return;
      case 'calm':
        await control.clearFaults();
        return;
      case 'kill-tokens':
        await control.killDeltaTokens({ user: this.#calendar(step.calendar).user });
        return;
      case 'revoke':
        await control.revoke({ user: this.#calendar(step.calendar).user, accessTokens: true });
    }
  }

  async #sync(step: SyncStep): Promise<void> {
    const room = this.#room;
    if (step.killAt !== null && this.#realKill) return this.#killProcess(step.killAt);
    const first = await this.#living();
    const second = step.workers === 2 || step.freezeAt !== null ? await room.worker() : undefined;
    const thawed = Promise.withResolvers<void>();
    const frozen = Promise.withResolvers<void>();
    first.lifeline.cutAfter(step.killAt);
    first.lifeline.watch({
      before: async (request) => {
        for (const each of step.meanwhile) if (each.request === request) await this.editor.edit(each.edit);
      },
      after: async (request) => {
        if (request !== step.freezeAt) return;
        frozen.resolve();
        await thawed.promise;
      },
    });
    const working = first.work().catch((error: unknown) => {
      if (!first.lifeline.isCut) throw error;
    });
    // Thrown where it is awaited.
    working.catch(() => undefined);
    if (second !== undefined) {
      if (step.freezeAt !== null) {
        const isFrozen = await Promise.race([
          frozen.promise.then(() => true),
          working.then(
            () => false,
            () => false,
          ),
        ]);
        if (isFrozen) {
          this.freezes += 1;
          await room.passLeases();
        }
      }
      await second.work();
      thawed.resolve();
      second.retire();
    }
    await working;
    first.lifeline.watch(undefined);
    first.lifeline.cutAfter(null);
    if (first.lifeline.isCut) {
      this.kills += 1;
      await room.passLeases();
    }
  }

  /** In the middle of its work: some requests and a moment after it began. */
  async #killProcess(at: number): Promise<void> {
    const room = this.#room;
    this.#realKill = false;
    const mortal = await room.mortalProcess();
    const before = room.requestsAnswered();
    const work = mortal.work().then(() => 'done' as const);
    const aMoment = (ms: number): Promise<'done' | 'working'> =>
      Promise.race([work, sleep(ms, 'working' as const)]);
    while ((await aMoment(1)) === 'working' && room.requestsAnswered() - before < 1 + (at % 6));
    await aMoment(at % 25);
    await mortal.kill();
    await work;
    this.kills += 1;
    this.realKills += 1;
    await room.passLeases();
  }

  async #living(): Promise<Worker> {
    if (this.#worker === undefined || this.#worker.lifeline.isCut) this.#worker = await this.#room.worker();
    return this.#worker;
  }

  #calendar(index: number): MirroredCalendar {
    const { calendars } = this.#room;
    const calendar = calendars[index % calendars.length];
    if (calendar === undefined) throw new Error('No calendar is mirrored.');
    return calendar;
  }

  /** No more faults; time passes, and nobody tells us anything, until each calendar has been looked at again. */
  async #rest(): Promise<void> {
    const room = this.#room;
    await room.simulator.control.clearFaults();
    await room.passLeases();
    // Whatever is still to be delivered of the faults (changes that delta lags behind) is over by then.
    await room.advance(MINUTE_MS);
    const quietSince = new Date(room.now());
    for (let turn = 0; turn < MOST_REST_STEPS; turn += 1) {
      await (await this.#living()).work();
      await room.signInAgain();
      if (turn > 0 && (await this.#isAtRest(quietSince))) return;
      // What was refused for good is looked at again within a day.
      await room.advance(turn < PATIENT_STEPS ? REST_STEP_MS : REST_LEAP_MS);
    }
    const { rows } = await sql<Record<string, unknown>>`
      select name, status, status_reason, wanted_seq, done_seq, wanted_full, last_error_code, not_before, last_round_at
      from calendar_connection`.execute(room.db);
    throw new Error(`It does not come to rest: ${JSON.stringify(rows)}`);
  }

  /** A calendar that came to be read as a view has the ids of lists, until delta is tried again within the week. */
  async #restByDelta(): Promise<void> {
    const room = this.#room;
    const { rows } = await sql<{ again: Date | null }>`
      select max(delta_again_at) as again from calendar_connection`.execute(room.db);
    const again = rows[0]?.again ?? null;
    if (again === null) return;
    await room.advance(again.getTime() - room.now() + MINUTE_MS);
    await this.#rest();
  }

  async #isAtRest(quietSince: Date): Promise<boolean> {
    const { rows } = await sql<{ busy: number }>`
      select count(*)::int as busy from calendar_connection c
      where status <> 'active' or wanted_seq > done_seq or wanted_full or suspects is not null
        -- The start of its last round: one that was long under way may end now and say what was so before.
        or known_as_of is null or known_as_of <= ${quietSince} or not_before is not null
        or exists (select 1 from sync_round r where r.connection_id = c.id)
        -- What one answer did not tell is asked again within the hour.
        or exists (select 1 from sync_issue i where i.connection_id = c.id)`.execute(this.#room.db);
    return rows[0]?.busy === 0;
  }
}
