/** A list of targets at once, and quantiles of what is in no order. */
import { percentile, targets } from './targets.ts';

interface Target {
  readonly name: string;
  readonly reached: number;
  readonly target: number;
  readonly better: 'less' | 'more';
  readonly unit: string;
}

export function printTargets(list: readonly Target[]): void {
  const board = targets();
  console.log('');
  for (const { name, reached, target, better, unit } of list)
    board.check(name, reached, better === 'less' ? 'at most' : 'at least', target, unit);
}

export function quantile(values: readonly number[], part: number): number {
  return percentile(
    values.toSorted((a, b) => a - b),
    part,
  );
}
