/** Plays many scripts, in several rooms at once, and makes the first that fails in each room small. Knows no room. */

export interface Trial<
  Room extends AsyncDisposable,
  Script,
  Played extends { readonly faults: readonly string[] },
> {
  open(databaseUrl: string): Promise<Room>;
  draw(seed: number, steps: number): Script;
  play(room: Room, script: Script, options: { readonly realKill: boolean }): Promise<Played>;
  shrink(script: Script, fails: (smaller: Script) => Promise<boolean>, budgetMs: number): Promise<Script>;
}

export interface Exploration<Played> {
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

export interface Failure<Script> {
  readonly seed: number;
  readonly faults: readonly string[];
  /** What is left of the script; plays the same way again. */
  readonly smallest: Script;
}

export async function explore<
  Room extends AsyncDisposable,
  Script,
  Played extends { readonly faults: readonly string[] },
>(
  trial: Trial<Room, Script, Played>,
  options: Exploration<Played>,
): Promise<{ readonly played: readonly Played[]; readonly failures: readonly Failure<Script>[] }> {
  const waiting = Array.from({ length: options.schedules }, (_, index) => options.seed + index);
  const played: Played[] = [];
  const failures: Failure<Script>[] = [];
  const inOneRoom = async (url: string): Promise<void> => {
    await using room = await trial.open(url);
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
      const script = trial.draw(seed, options.steps);
      const realKill =
        options.realKillEvery !== undefined && (seed - options.seed) % options.realKillEvery === 0;
      const result = await trial.play(room, script, { realKill });
      played.push(result);
      options.onPlayed?.(seed, result);
      if (result.faults.length === 0) continue;
      const smallest = await trial.shrink(
        script,
        async (each) => (await trial.play(room, each, { realKill })).faults.length > 0,
        options.shrinkMs,
      );
      failures.push({ seed, faults: result.faults, smallest });
      return;
    }
  };
  await Promise.all(options.databaseUrls.map(inOneRoom));
  return { played, failures };
}

/** Of all schedules that were played. */
export function sumOf<Key extends string>(
  played: readonly Readonly<Record<Key, number>>[],
  key: Key,
): number {
  return played.reduce((total, each) => total + each[key], 0);
}
