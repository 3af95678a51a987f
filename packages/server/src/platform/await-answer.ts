/**
 * Ends a database connection that owes an answer for too long. Where packets are dropped on the way, no end point is
 * told, and TCP itself gives up only after a quarter of an hour; PostgreSQL's own time-outs need a line that carries.
 */
import type { PoolClient } from 'pg';

/** @throws what the connection's end makes of the question: `Connection terminated` */
export async function awaitAnswer<T>(client: PoolClient, withinMs: number, answer: Promise<T>): Promise<T> {
  const timer = setTimeout(() => hangUp(client), withinMs);
  try {
    return await answer;
  } finally {
    clearTimeout(timer);
  }
}

/** A client with a question under way is cut at once by `end`; the pool drops it when it is given back. */
function hangUp(client: PoolClient): void {
  const end: unknown = Reflect.get(client, 'end');
  if (typeof end === 'function') Promise.resolve(Reflect.apply(end, client, [])).catch(() => undefined);
}
