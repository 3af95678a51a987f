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

export interface Contest {
  /** The middle one of each. */
  readonly rates: readonly Rate[];
  /** The middle one of the ratios of two that ran next to each other. */
  ratio(of: string, to: string): number;
}

/** The same passes in turn, several times: a machine that slows down for a while slows all of them. */
export async function contest(times: number, passes: readonly (() => Promise<Rate>)[]): Promise<Contest> {
  const laps: (readonly Rate[])[] = [];
  for (let lap = 0; lap < times; lap += 1) {
    const rates: Rate[] = [];
    for (const pass of passes) rates.push(await pass());
    laps.push(rates);
  }
  const of = (rates: readonly Rate[], name: string): number =>
    rates.find((rate) => rate.name === name)?.perSecond ?? NaN;
  const names = laps[0]?.map(({ name }) => name) ?? [];
  return {
    rates: names.map((name) => ({ name, perSecond: middle(laps.map((rates) => of(rates, name))) })),
    ratio: (one, other) => middle(laps.map((rates) => of(rates, one) / of(rates, other))),
  };
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

export function printRates(rates: readonly Rate[]): void {
  for (const { name, perSecond } of rates)
    console.log(`  ${name.padEnd(22)} ${perSecond.toLocaleString('en')} events/s`);
}
