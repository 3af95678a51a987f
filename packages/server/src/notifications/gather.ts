/**
 * Gathers what arrives within a few milliseconds into one piece of work, so that a burst costs few
 * transactions. One piece at a time: while it runs the next one grows. Every caller learns how its
 * own piece ended, or that it took too long. Knows nothing of notifications.
 */
export class GatherError extends Error {
  readonly reason: 'full' | 'late';

  constructor(reason: 'full' | 'late') {
    super(reason === 'full' ? 'Too much is waiting.' : 'It took too long.');
    this.name = 'GatherError';
    this.reason = reason;
  }
}

export interface GatherOptions {
  /** How long the first of a piece waits for company. */
  readonly windowMs: number;
  /** Items in one piece. */
  readonly pieceSize: number;
  /** Items waiting in all; beyond it new ones are refused at once. */
  readonly limit: number;
}

interface Waiting<T> {
  readonly items: readonly T[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class Gatherer<T> {
  readonly #options: GatherOptions;
  readonly #work: (items: readonly T[]) => Promise<void>;
  #waiting: Waiting<T>[] = [];
  #count = 0;
  #running: Promise<void> | undefined;

  constructor(options: GatherOptions, work: (items: readonly T[]) => Promise<void>) {
    this.#options = options;
    this.#work = work;
  }

  /**
   * Resolves when the piece with these items is done; rejects with its error, or a GatherError.
   * @param patienceMs the caller is told after this; what it brought may still be worked off
   */
  async add(items: readonly T[], patienceMs: number): Promise<void> {
    if (items.length === 0) return;
    if (this.#count + items.length > this.#options.limit) throw new GatherError('full');
    this.#count += items.length;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ items, resolve, reject });
    const timer = setTimeout(() => reject(new GatherError('late')), patienceMs);
    this.#running ??= this.#run();
    try {
      await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Waits until nothing is under way. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.#options.windowMs));
    while (this.#waiting.length > 0) {
      const piece = this.#take();
      const items = piece.flatMap((each) => each.items);
      try {
        await this.#work(items);
        for (const each of piece) each.resolve();
      } catch (error) {
        for (const each of piece) each.reject(error);
      }
      this.#count -= items.length;
    }
    this.#running = undefined;
  }

  #take(): Waiting<T>[] {
    let size = 0;
    let end = 0;
    for (const each of this.#waiting) {
      if (end > 0 && size + each.items.length > this.#options.pieceSize) break;
      size += each.items.length;
      end += 1;
    }
    return this.#waiting.splice(0, end);
  }
}
