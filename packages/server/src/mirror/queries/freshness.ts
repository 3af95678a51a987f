/**
 * What is known of how current a calendar is. Pure: facts of a connection and the time → freshness.
 * Pushed and nothing waiting: current as of now, if anybody is at work; else as of when somebody last was: what
 * Microsoft tried to tell since may have been lost. Otherwise as of the last finished round.
 */
import { isSyncing } from '../../models/connection-status.ts';
import type { ConnectionStatus } from '../../models/connection-status.ts';
import { PAUSE_MS } from '../../models/heartbeat.ts';

export interface FreshnessFacts {
  readonly status: ConnectionStatus;
  /** A live subscription announces its changes. */
  readonly pushed: boolean;
  /** A round is wanted that has not finished. */
  readonly waiting: boolean;
  readonly lastNotificationAt: Date | null;
  readonly lastRoundAt: Date | null;
  readonly lastFullCheckAt: Date | null;
  /** When a worker last said that it is there; null: none ever was. */
  readonly lastBeatAt: Date | null;
}

export interface Freshness {
  readonly asOf: Date | null;
  readonly mode: 'push' | 'polling' | 'blocked';
  readonly lastNotificationAt: Date | null;
  readonly lastRoundAt: Date | null;
  readonly lastFullCheckAt: Date | null;
  readonly lagSeconds: number | null;
}

export function freshnessOf(facts: FreshnessFacts, now: Date): Freshness {
  const mode = !isSyncing(facts.status) ? 'blocked' : facts.pushed ? 'push' : 'polling';
  const asOf = mode === 'push' && !facts.waiting ? lastListening(facts, now) : facts.lastRoundAt;
  return {
    asOf,
    mode,
    lastNotificationAt: facts.lastNotificationAt,
    lastRoundAt: facts.lastRoundAt,
    lastFullCheckAt: facts.lastFullCheckAt,
    lagSeconds: asOf === null ? null : Math.max(0, Math.floor((now.getTime() - asOf.getTime()) / 1000)),
  };
}

function lastListening({ lastRoundAt, lastBeatAt }: FreshnessFacts, now: Date): Date | null {
  if (lastRoundAt === null || lastBeatAt === null) return lastRoundAt;
  if (now.getTime() - lastBeatAt.getTime() <= PAUSE_MS) return now;
  return lastBeatAt > lastRoundAt ? lastBeatAt : lastRoundAt;
}

/**
 * The freshness a list of calendars can promise: that of its stalest. What its owner disconnected
 * is meant to stand still and does not count, unless there is nothing else.
 */
export function stalest(
  calendars: readonly { readonly status: ConnectionStatus; readonly freshness: Freshness }[],
): Freshness | null {
  const kept = calendars.filter(({ status }) => status !== 'disconnected' && status !== 'disconnecting');
  const judged = kept.length > 0 ? kept : calendars;
  return judged.map(({ freshness }) => freshness).sort(byStaleness)[0] ?? null;
}

function byStaleness(a: Freshness, b: Freshness): number {
  return (a.asOf?.getTime() ?? -Infinity) < (b.asOf?.getTime() ?? -Infinity)
    ? -1
    : Number((a.asOf?.getTime() ?? -Infinity) > (b.asOf?.getTime() ?? -Infinity));
}
