/**
 * From Graph's JSON objects to rows of the mirror, on one core: plain events, events with full Teams bodies, and how
 * the time grows with hostile bodies: twice as long a body may take at most 2.5 times as long.
 */
import { parseEvent } from '@calmirror/graph-client/wire';
import { extractTeamsMeetingInfo } from '@calmirror/graph-client/convert';
import { mapEvent } from '@calmirror/server/sync/map-event';

import { invitations } from '../packages/graph-client/test/support/invitations.ts';
import { hostileShapes } from './support/hostile-shapes.ts';
import { mixedEvents } from './support/mixed-events.ts';
import type { BenchEvent } from './support/mixed-events.ts';

const LIMITS = { plain: 50_000, teams: 5_000, growth: 2.5 };
const context = {
  connectionId: '3f2b8a52-0f2f-4a8e-9a53-0d9a1a3a0001',
  windowStart: new Date('2026-08-24T00:00:00Z'),
  syncedAt: '2026-11-23T12:00:00.000Z',
};

export async function run(options: { events: number }): Promise<void> {
  const singles = mixedEvents(options.events).filter((event) => event['type'] === 'singleInstance');
  const plain = singles.filter((event) => event['isOnlineMeeting'] === false);
  const teams = singles.filter((event) => event['isOnlineMeeting'] === true).map(withInvitation);
  console.log('mapping on one core, best of five runs');
  report('plain events', rate(plain), LIMITS.plain);
  report('with full Teams bodies', rate(teams), LIMITS.teams);
  console.log(`\nhostile bodies: time of 200 KB by time of 100 KB (limit ${LIMITS.growth})`);
  for (const [name, repeat] of Object.entries(hostileShapes)) {
    const [half, whole] = bestTimes([100_000, 200_000].map(repeat));
    if (half === undefined || whole === undefined) continue;
    const growth = whole / half;
    const verdict = growth <= LIMITS.growth ? '' : '  OVER THE LIMIT';
    console.log(`  ${name.padEnd(34)} ${whole.toFixed(1).padStart(7)} ms  × ${growth.toFixed(2)}${verdict}`);
    if (verdict !== '') process.exitCode = 1;
  }
}

/** The demo bodies of the page server, with an invitation as Teams writes them below. */
function withInvitation(event: BenchEvent, index: number): BenchEvent {
  const html = invitations.filter(({ contentType }) => contentType === 'html');
  const content = html[index % html.length]?.content ?? '';
  return { ...event, onlineMeeting: null, body: { contentType: 'html', content } };
}

/** Events a second of processor time, parsing of the wire's schema included. */
function rate(events: readonly BenchEvent[]): number {
  let best = 0;
  for (let pass = 0; pass < 5; pass += 1) {
    const begun = threadMs();
    let mapped = 0;
    while (mapped < 20_000)
      for (const event of events) {
        mapEvent(parseEvent(event), context);
        mapped += 1;
      }
    best = Math.max(best, (mapped / (threadMs() - begun)) * 1000);
  }
  return Math.round(best);
}

function report(name: string, perSecond: number, limit: number): void {
  const verdict = perSecond >= limit ? '' : '  UNDER THE LIMIT';
  console.log(
    `  ${name.padEnd(24)} ${perSecond.toLocaleString('en').padStart(9)} events/s (limit ${limit.toLocaleString('en')})${verdict}`,
  );
  if (verdict !== '') process.exitCode = 1;
}

/**
 * Ms of processor time that each body takes, read as HTML and as text: the best of thirty rounds in
 * which they take turns. Not the clock on the wall, which counts what other programs do meanwhile.
 */
function bestTimes(bodies: readonly string[]): number[] {
  const best = bodies.map(() => Infinity);
  for (let round = 0; round < 30; round += 1)
    for (const [index, content] of bodies.entries())
      best[index] = Math.min(best[index] ?? Infinity, timeOf(content));
  return best;
}

/** Of one reading, measured over as many as last ten milliseconds. */
function timeOf(content: string): number {
  let readings = 0;
  const begun = threadMs();
  let took = 0;
  while (took < 10) {
    for (const contentType of ['html', 'text'])
      extractTeamsMeetingInfo({
        isOnlineMeeting: true,
        onlineMeetingProvider: 'teamsForBusiness',
        body: { contentType, content },
      });
    readings += 1;
    took = threadMs() - begun;
  }
  return took / readings;
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
