/** Makes a failing script small: what can be left out, and goes on failing, is left out. */
import type { Script, Step } from './script.ts';

interface AnyScript {
  readonly start: readonly unknown[];
  readonly steps: readonly unknown[];
}

export interface Plainer<S extends AnyScript> {
  /** The script with other steps, or another start. */
  withSteps(script: S, steps: S['steps']): S;
  withStart(script: S, start: S['start']): S;
  /** Simpler steps to try in place of one. */
  steps(step: S['steps'][number] | undefined): readonly S['steps'][number][];
  /** Simpler worlds to try at last. */
  worlds: readonly ((script: S) => S)[];
}

/**
 * @param fails plays a script; true when something is still wrong
 * @param budgetMs of real time
 */
export function shrink(
  script: Script,
  fails: (smaller: Script) => Promise<boolean>,
  budgetMs: number,
): Promise<Script> {
  return shrinkBy(plainer, script, fails, budgetMs);
}

const plainer: Plainer<Script> = {
  withSteps: (script, steps) => ({ ...script, steps }),
  withStart: (script, start) => ({ ...script, start }),
  steps: plainerSteps,
  worlds: [
    (script) => ({ ...script, world: 'usual' }),
    (script) => ({ ...script, occurrenceIds: 'agree' }),
    (script) => ({ ...script, seriesPages: 'whole' }),
    (script) => ({ ...script, pageSize: 30 }),
  ],
};

export async function shrinkBy<S extends AnyScript>(
  plainer: Plainer<S>,
  script: S,
  fails: (smaller: S) => Promise<boolean>,
  budgetMs: number,
): Promise<S> {
  const until = performance.now() + budgetMs;
  let best = script;
  const tryOne = async (smaller: S): Promise<boolean> => {
    if (performance.now() > until || !(await fails(smaller))) return false;
    best = smaller;
    return true;
  };

  for (let chunk = Math.ceil(best.steps.length / 2); chunk >= 1; chunk = Math.floor(chunk / 2)) {
    for (let at = 0; at < best.steps.length;) {
      const kept = await tryOne(plainer.withSteps(best, best.steps.toSpliced(at, chunk)));
      if (!kept) at += chunk;
    }
  }
  for (let at = 0; at < best.start.length;) {
    if (!(await tryOne(plainer.withStart(best, best.start.toSpliced(at, 1))))) at += 1;
  }
  for (let at = 0; at < best.steps.length; at += 1) {
    for (const step of plainer.steps(best.steps[at])) {
      await tryOne(plainer.withSteps(best, best.steps.with(at, step)));
    }
  }
  for (const world of plainer.worlds) await tryOne(world(best));
  return best;
}

function plainerSteps(step: Step | undefined): Step[] {
  if (step?.do !== 'sync') return [];
  return [
    { ...step, workers: 1, killAt: null, freezeAt: null, meanwhile: [] },
    { ...step, workers: 1 },
    { ...step, killAt: null },
    { ...step, freezeAt: null },
    { ...step, meanwhile: [] },
    { ...step, meanwhile: step.meanwhile.slice(1) },
    { ...step, meanwhile: step.meanwhile.slice(0, -1) },
  ];
}
