/** The trial of the sync engine: many scripts, the first that fails in each room made small. */
import { drawScript } from './draw-script.ts';
import { play } from './play.ts';
import type { Played } from './play.ts';
import { Room } from './room.ts';
import type { Script } from './script.ts';
import { shrink } from './shrink.ts';
import { explore as exploreTrial, sumOf } from './trial.ts';
import type { Exploration, Failure, Trial } from './trial.ts';

export interface Explored {
  readonly played: number;
  readonly edits: number;
  readonly requests: number;
  readonly faultsMet: number;
  readonly kills: number;
  readonly realKills: number;
  readonly freezes: number;
  readonly failures: readonly Failure<Script>[];
}

export const syncTrial: Trial<Room, Script, Played> = {
  open: (url) => Room.open(url),
  draw: drawScript,
  play,
  shrink,
};

export async function explore(options: Exploration<Played>): Promise<Explored> {
  const { played, failures } = await exploreTrial(syncTrial, options);
  return {
    played: played.length,
    edits: sumOf(played, 'edits'),
    requests: sumOf(played, 'requests'),
    faultsMet: sumOf(played, 'faultsMet'),
    kills: sumOf(played, 'kills'),
    realKills: sumOf(played, 'realKills'),
    freezes: sumOf(played, 'freezes'),
    failures,
  };
}
