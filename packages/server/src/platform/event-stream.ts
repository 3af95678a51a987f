/**
 * Server-sent events on one answer (https://html.spec.whatwg.org/multipage/server-sent-events.html).
 * Knows how to write and when a reader is too slow; not what is told, nor to whom.
 * Proxies must neither keep nor hold back what is written: headers say so.
 */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

import type { FastifyReply } from 'fastify';

export interface StreamedEvent {
  readonly event: string;
  /** Becomes the reader's Last-Event-ID. */
  readonly id?: number;
  readonly data: unknown;
}

/** Bytes that wait for a reader before it is given up: it comes back and reads on from its cursor. */
const MOST_WAITING = 4 * 1024 * 1024;

export class EventStream {
  readonly #response: ServerResponse;
  readonly #closed = new AbortController();

  /** Takes the answer over from Fastify and sends its headers, with those that hooks have set. */
  constructor(reply: FastifyReply) {
    reply.hijack();
    this.#response = reply.raw;
    this.#response.once('close', () => this.#closed.abort());
    // A reader that went away while we wrote: 'close' follows.
    this.#response.on('error', () => undefined);
    const headers = Object.entries(reply.getHeaders()).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    );
    this.#response.writeHead(200, {
      ...Object.fromEntries(headers),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    this.#response.flushHeaders();
  }

  /** Aborted when the reader is gone or the stream was ended. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  send({ event, id, data }: StreamedEvent): void {
    if (this.closed.aborted) return;
    const head = id === undefined ? '' : `id: ${id}\n`;
    this.#response.write(`${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    if (this.#response.writableLength > MOST_WAITING) this.cut();
  }

  /** Resolves when what was written is on its way; the stream is cut if that takes longer than `withinMs`. */
  async drained(withinMs: number): Promise<void> {
    if (this.closed.aborted || !this.#response.writableNeedDrain) return;
    const tooSlow = setTimeout(() => this.cut(), withinMs);
    try {
      await once(this.#response, 'drain', { signal: this.closed });
    } catch (error) {
      if (!this.closed.aborted) throw error;
    } finally {
      clearTimeout(tooSlow);
    }
  }

  /** After what was written. */
  end(): void {
    this.#response.end();
    this.#closed.abort();
  }

  /** At once, whatever waits. */
  cut(): void {
    this.#response.destroy();
    this.#closed.abort();
  }
}
