/** Targets beside what was reached. A missed one makes the bench end with an error. */
export interface Targets {
  /** `reached` at most, or at least, `target`. */
  check(what: string, reached: number, rule: 'at most' | 'at least', target: number, unit: string): void;
}

export function targets(): Targets {
  return {
    check: (what, reached, rule, target, unit) => {
      const met = rule === 'at most' ? reached <= target : reached >= target;
      if (!met) process.exitCode = 1;
      const shown = (value: number): string =>
        value.toLocaleString('en', {
          maximumFractionDigits: Number.isInteger(value) || value > 100 ? 0 : Math.abs(value) < 10 ? 2 : 1,
        });
      console.log(
        `  ${what.padEnd(52)} ${shown(reached).padStart(8)} ${unit.padEnd(14)} target ${rule} ${shown(target)}${met ? '' : '   MISSED'}`,
      );
    },
  };
}

/** @param sorted ascending */
export function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}
