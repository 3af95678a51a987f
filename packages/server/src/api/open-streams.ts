/** The streams that are open in this process, by who reads them: how many there may be, and how they are ended. */
import type { EventStream } from '../platform/event-stream.ts';
import type { Metrics } from '../platform/metrics.ts';
import { ProblemError } from '../platform/problem.ts';

export interface StreamReader {
  readonly userId: string;
  readonly browserSessionHash: string;
}

/** More tabs and programs than one person has open; each costs a socket. */
const MOST_OF_ONE_PERSON = 30;

export class OpenStreams {
  readonly #streams = new Map<EventStream, StreamReader>();
  readonly #count: ReturnType<Metrics['gauge']>;

  constructor(metrics: Metrics) {
    this.#count = metrics.gauge('calmirror_open_streams', 'Open streams of GET /api/stream.');
  }

  /** @throws ProblemError too_many_requests */
  requireRoom({ userId }: StreamReader): void {
    const open = [...this.#streams.values()].filter((reader) => reader.userId === userId);
    if (open.length < MOST_OF_ONE_PERSON) return;
    throw new ProblemError(
      'too_many_requests',
      `You have ${MOST_OF_ONE_PERSON} streams open already: close one of them first.`,
      { headers: { 'retry-after': '30' } },
    );
  }

  add(stream: EventStream, reader: StreamReader): void {
    this.#streams.set(stream, reader);
    this.#count.set(this.#streams.size);
    const forget = (): void => {
      this.#streams.delete(stream);
      this.#count.set(this.#streams.size);
    };
    stream.closed.addEventListener('abort', forget, { once: true });
  }

  endSession(browserSessionHash: string): void {
    for (const [stream, reader] of this.#streams) {
      if (reader.browserSessionHash === browserSessionHash) stream.end();
    }
  }

  endAll(): void {
    for (const stream of this.#streams.keys()) stream.end();
  }
}
