/** The trial of push: scripts drawn from seeds, played, and made small where a law was broken. */
import { shrinkBy } from '../shrink.ts';
import type { Plainer } from '../shrink.ts';
import type { Trial } from '../trial.ts';
import { drawPushScript } from './draw-push-script.ts';
import { playPush } from './play-push.ts';
import type { PushPlayed } from './play-push.ts';
import { PushRoom } from './push-room.ts';
import type { PushScript, PushStep } from './push-script.ts';

const plainer: Plainer<PushScript> = {
  withSteps: (script, steps) => ({ ...script, steps }),
  withStart: (script, start) => ({ ...script, start }),
  steps: plainerSteps,
  worlds: [(script) => ({ ...script, world: 'usual' }), (script) => ({ ...script, pageSize: 30 })],
};

export const pushTrial: Trial<PushRoom, PushScript, PushPlayed> = {
  open: (url) => PushRoom.open(url),
  draw: drawPushScript,
  play: playPush,
  shrink: (script, fails, budgetMs) => shrinkBy(plainer, script, fails, budgetMs),
};

function plainerSteps(step: PushStep | undefined): readonly PushStep[] {
  switch (step?.do) {
    case 'work':
      return [
        { ...step, processes: 1, killAt: null, meanwhile: [] },
        { ...step, processes: 1 },
        { ...step, killAt: null },
        { ...step, meanwhile: [] },
      ];
    case 'kill-told':
      return [{ do: 'edit', edit: step.edit }];
    case 'down':
      return [{ ...step, edits: [] }];
    default:
      return [];
  }
}
