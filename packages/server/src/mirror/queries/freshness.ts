/**
 * What is known of how current a calendar is. Pure: facts of a connection and the time → freshness. What a round brings is
 * at least as new as its start, so that is what it proves. Pushed, on top of that, and nothing missing: as of now, if
 * anybody is at work; else as of when somebody last was. Whatever casts doubt on having heard everything leaves the round.
 */
import { isSyncing } from '../../models/connection-status.ts';
import type { ConnectionStatus } from '../../models/connection-status.ts';
import { PAUSE_MS } from '../../models/heartbeat.ts';

/** Who reads and whose heart beats are different processes. */
const CLOCKS_OF_PROCESSES_DIFFER_MS = 5_000;

export interface FreshnessFacts {
  readonly status: ConnectionStatus;
  /** A live subscription announces its changes, and nothing says that it is silent. */
  readonly pushed: boolean;
  /** A round is wanted that has not finished, or delta has not yet brought what a notification told. */
  readonly waiting: boolean;
  /** Waiting since then, and all that was told before is in the mirror; null: that is not known. */
  readonly unansweredSince: Date | null;
  /** Microsoft asked for a proof of authorisation and has not got it: it may have stopped telling. */
  readonly lapsing: boolean;
  /** The start of the last round that left no doubt. */
  readonly knownAsOf: Date | null;
  readonly lastNotificationAt: Date | null;
  readonly lastRoundAt: Date | null;
  readonly lastFullCheckAt: Date | null;
  /** When who works and who listens for Microsoft last said that they are there; null: none ever was. */
  readonly lastBeatAt: Date | null;
  /** Somebody was at work, and listened, from then to the last beat. */
  readonly unbrokenSince: Date | null;
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
  const asOf = mode === 'push' ? heardUntil(facts, now) : facts.knownAsOf;
  return {
    asOf,
    mode,
    lastNotificationAt: facts.lastNotificationAt,
    lastRoundAt: facts.lastRoundAt,
    lastFullCheckAt: facts.lastFullCheckAt,
    // Rounded up: a promise of five minutes is not kept by five minutes and a half second.
    lagSeconds: asOf === null ? null : Math.max(0, Math.ceil((now.getTime() - asOf.getTime()) / 1000)),
  };
}

function heardUntil(facts: FreshnessFacts, now: Date): Date | null {
  const { knownAsOf, lastBeatAt, unbrokenSince, unansweredSince } = facts;
  if (knownAsOf === null || lastBeatAt === null || unbrokenSince === null || facts.lapsing) return knownAsOf;
  // Nobody was at work for a while, and this calendar was not read since: what was told meanwhile may be lost.
  if (knownAsOf.getTime() < unbrokenSince.getTime() - CLOCKS_OF_PROCESSES_DIFFER_MS) return knownAsOf;
  if (facts.waiting && unansweredSince === null) return knownAsOf;
  const isAtWork = now.getTime() - lastBeatAt.getTime() <= PAUSE_MS;
  const heard = isAtWork ? now : lastBeatAt;
  const until =
    facts.waiting && unansweredSince !== null && unansweredSince < heard ? unansweredSince : heard;
  return until > knownAsOf ? until : knownAsOf;
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
