/** Reads GET /api/stream as a program does: events as they come, until it is cut or ended. */
export interface ReceivedEvent {
  readonly event: string;
  readonly id: number | undefined;
  readonly data: Record<string, unknown>;
}

export interface OpenStreamOptions {
  readonly cookie: string;
  readonly lastEventId?: string | number;
  readonly query?: string;
}

export class StreamReader implements AsyncDisposable {
  readonly events: ReceivedEvent[] = [];
  /** Resolves when the server has ended it, or it was cut. */
  readonly ended: Promise<void>;
  readonly #abort: AbortController;

  private constructor(response: Response, abort: AbortController) {
    this.#abort = abort;
    this.ended = this.#read(response);
  }

  static async open(url: string, options: OpenStreamOptions): Promise<StreamReader> {
    const abort = new AbortController();
    const response = await fetch(`${url}/api/stream${options.query ?? ''}`, {
      headers: {
        cookie: options.cookie,
        accept: 'text/event-stream',
        ...(options.lastEventId === undefined ? {} : { 'last-event-id': String(options.lastEventId) }),
      },
      signal: abort.signal,
    });
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    return new StreamReader(response, abort);
  }

  of(event: string): ReceivedEvent[] {
    return this.events.filter((each) => each.event === event);
  }

  get seqs(): number[] {
    return this.of('change').flatMap(({ id }) => (id === undefined ? [] : [id]));
  }

  /** @throws when it does not come true in time */
  async until(isTrue: (stream: StreamReader) => boolean, withinMs = 10_000): Promise<void> {
    const giveUpAt = performance.now() + withinMs;
    while (!isTrue(this)) {
      if (performance.now() > giveUpAt) throw new Error(`Not seen in time: ${JSON.stringify(this.events)}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  cut(): void {
    this.#abort.abort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await this.ended;
  }

  async #read(response: Response): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    try {
      for await (const chunk of response.body ?? []) {
        const bytes: unknown = chunk;
        if (!(bytes instanceof Uint8Array)) throw new TypeError('A body is made of bytes.');
        text += decoder.decode(bytes, { stream: true });
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        this.events.push(...blocks.map(parseEvent));
      }
    } catch {
      // Cut, by either side.
    }
  }
}

function parseEvent(block: string): ReceivedEvent {
  const fields = new Map(
    block.split('\n').map((line) => {
      const at = line.indexOf(': ');
      return [line.slice(0, at), line.slice(at + 2)] as const;
    }),
  );
  const data: unknown = JSON.parse(fields.get('data') ?? '');
  const id = fields.get('id');
  return {
    event: fields.get('event') ?? '',
    id: id === undefined ? undefined : Number(id),
    data: typeof data === 'object' && data !== null ? { ...data } : {},
  };
}
