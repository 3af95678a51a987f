export interface Rate {
  readonly name: string;
  readonly perSecond: number;
}

/** Events a second of one pass. */
export async function rateOf(name: string, events: number, act: () => Promise<void>): Promise<Rate> {
  const begun = performance.now();
  await act();
  return { name, perSecond: Math.round((events / (performance.now() - begun)) * 1000) };
}

export function printRates(rates: readonly Rate[]): void {
  for (const { name, perSecond } of rates)
    console.log(`  ${name.padEnd(18)} ${perSecond.toLocaleString('en')} events/s`);
}
