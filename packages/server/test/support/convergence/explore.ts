/** Plays many scripts, in several rooms at once, and makes the first that fails in each room small. */
import { play } from './play.ts';
import type { Played } from './play.ts';
import { Room } from './room.ts';
import { drawScript } from './draw-script.ts';
import type { Script } from './script.ts';
import { shrink } from './shrink.ts';

export interface Exploration {
  readonly schedules: number;
  /** The first schedule is drawn from it, the next from the number after. */
  readonly seed: number;
  readonly steps: number;
  /** In every n-th schedule a real process is killed; left out: in none. */
  readonly realKillEvery?: number;
  /** Of migrated databases that nobody else uses; as many rooms. */
  readonly databaseUrls: readonly string[];
  /** Real time for making a failure small. */
  readonly shrinkMs: number;
  readonly onPlayed?: (seed: number, played: Played) => void;
}

export interface Failure {
  readonly seed: number;
  readonly faults: readonly string[];
  /** What is left of the script; plays the same way again. */
  readonly smallest: Script;
}

export interface Explored {
  readonly played: number;
  readonly edits: number;
  readonly requests: number;
  readonly faultsMet: number;
  readonly kills: number;
  readonly realKills: number;
  readonly freezes: number;
  readonly failures: readonly Failure[];
}

export async function explore(options: Exploration): Promise<Explored> {
  const waiting = Array.from({ length: options.schedules }, (_, index) => options.seed + index);
  const played: Played[] = [];
  const failures: Failure[] = [];
  const inOneRoom = async (url: string): Promise<void> => {
    await using room = await Room.open(url);
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
      const script = drawScript(seed, options.steps);
      const realKill =
        options.realKillEvery !== undefined && (seed - options.seed) % options.realKillEvery === 0;
      const result = await play(room, script, { realKill });
      played.push(result);
      options.onPlayed?.(seed, result);
      if (result.faults.length === 0) continue;
      const smallest = await shrink(
        script,
        async (each) => (await play(room, each, { realKill })).faults.length > 0,
        options.shrinkMs,
      );
      failures.push({ seed, faults: result.faults, smallest });
      return;
    }
  };
  await Promise.all(options.databaseUrls.map(inOneRoom));
  const sum = (key: 'edits' | 'requests' | 'faultsMet' | 'kills' | 'realKills' | 'freezes'): number =>
    played.reduce((total, each) => total + each[key], 0);
  return {
    played: played.length,
    edits: sum('edits'),
    requests: sum('requests'),
    faultsMet: sum('faultsMet'),
    kills: sum('kills'),
    realKills: sum('realKills'),
    freezes: sum('freezes'),
    failures,
  };
}
