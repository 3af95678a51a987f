/** Makes a failing script small: what can be left out, and goes on failing, is left out. */
import type { Script, Step } from './script.ts';

/**
 * @param fails plays a script; true when something is still wrong
 * @param budgetMs of real time
 */
export async function shrink(
  script: Script,
  fails: (smaller: Script) => Promise<boolean>,
  budgetMs: number,
): Promise<Script> {
  const until = performance.now() + budgetMs;
  let best = script;
  const tryOne = async (smaller: Script): Promise<boolean> => {
    if (performance.now() > until || !(await fails(smaller))) return false;
    best = smaller;
    return true;
  };

  for (let chunk = Math.ceil(best.steps.length / 2); chunk >= 1; chunk = Math.floor(chunk / 2)) {
    for (let at = 0; at < best.steps.length;) {
      const kept = await tryOne({ ...best, steps: best.steps.toSpliced(at, chunk) });
      if (!kept) at += chunk;
    }
  }
  for (let at = 0; at < best.start.length;) {
    if (!(await tryOne({ ...best, start: best.start.toSpliced(at, 1) }))) at += 1;
  }
  for (let at = 0; at < best.steps.length; at += 1) {
    for (const plainer of plainerSteps(best.steps[at])) {
      await tryOne({ ...best, steps: best.steps.with(at, plainer) });
    }
  }
  await tryOne({ ...best, world: 'usual' });
  await tryOne({ ...best, occurrenceIds: 'agree' });
  await tryOne({ ...best, pageSize: 30 });
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
