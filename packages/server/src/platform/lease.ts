/**
 * Liveness: the only place of real database time. A lease is a column that says until when its holder
 * may be believed alive; clock jumps of business time never touch it.
 * Knows no table: callers put the fragments into their own statements and say how to renew.
 */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

/** The end of a lease taken now: a value for the lease column. */
export function leaseEnd(seconds: number): RawBuilder<Date> {
  return sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})`;
}

/** True where nobody holds the lease in this column. */
export function leaseIsFree(column: string): RawBuilder<boolean> {
  return sql<boolean>`(${sql.ref(column)} is null or ${sql.ref(column)} <= clock_timestamp())`;
}

export interface KeepLeaseOptions {
  readonly seconds: number;
  /** Prolongs the lease in its row; false when somebody else has it. May throw: then it is tried again. */
  readonly renew: () => Promise<boolean>;
  readonly onLost?: () => void;
}

export interface KeptLease extends AsyncDisposable {
  /** Aborted when the lease is lost: stop, nothing more will be committed. */
  readonly signal: AbortSignal;
}

/** Renews a lease that was just taken every third of it, until disposed. Disposing waits for a renewal under way. */
export function keepLease(options: KeepLeaseOptions): KeptLease {
  const lost = new AbortController();
  let believedUntil = performance.now() + options.seconds * 1000;
  let renewing: Promise<void> | undefined;

  const lose = (): void => {
    clearInterval(timer);
    if (lost.signal.aborted) return;
    lost.abort(new Error('The lease was lost.'));
    options.onLost?.();
  };

  const renewOnce = async (): Promise<void> => {
    const asked = performance.now();
    try {
      if (await options.renew()) believedUntil = asked + options.seconds * 1000;
      else lose();
    } catch {
      // The database may be away for a moment; the next turn decides by the time left.
      if (performance.now() >= believedUntil) lose();
    }
  };

  const timer = setInterval(
    () => {
      if (renewing === undefined) {
        renewing = renewOnce().finally(() => {
          renewing = undefined;
        });
      } else if (performance.now() >= believedUntil) {
        lose();
      }
    },
    (options.seconds * 1000) / 3,
  );

  return {
    signal: lost.signal,
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await renewing;
    },
  };
}
