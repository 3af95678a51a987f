/**
 * A Graph request taken apart: path segments in their plain spelling, query options
 * by lower-case name without `$`, preferences. Handlers see nothing of Fastify.
 */
import type { DeltaFault } from '../faults/fault-actions.ts';
import type { GraphCaller } from '../world/types.ts';
import type { SimWorld } from '../world/world.ts';
import { GraphError } from './graph-error.ts';
import { type Preferences, readPreferences } from './preferences.ts';
import type { DeltaRounds } from './delta-rounds.ts';

export interface GraphRequest {
  readonly world: SimWorld;
  readonly caller: GraphCaller;
  readonly rounds: DeltaRounds;
  readonly method: string;
  /** After `/v1.0/`; `calendars('x')` and `delta()` are spelled `calendars/x` and `delta`. */
  readonly segments: readonly string[];
  /** As sent, without the query: what links go on with. */
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly query: ReadonlyMap<string, string>;
  readonly preferences: Preferences;
  /** `scheme://host[:port]` of absolute links. */
  readonly origin: string;
  readonly ifMatch: string | undefined;
  readonly body: unknown;
  /** What the delta round behind it has to suffer. */
  readonly deltaFaults: readonly DeltaFault[];
}

export interface RawGraphRequest {
  readonly method: string;
  readonly url: string;
  readonly origin: string;
  readonly prefer: string | undefined;
  readonly ifMatch: string | undefined;
  readonly body: unknown;
  readonly deltaFaults: readonly DeltaFault[];
}

const KEYED = /^([A-Za-z.]+)\('?(.*?)'?\)$/;

function plainSegments(path: string): string[] {
  const segments: string[] = [];
  for (const raw of path.split('/')) {
    if (raw === '') continue;
    let text: string;
    try {
      text = decodeURIComponent(raw);
    } catch {
      throw new GraphError(400, 'BadRequest', 'The request URL is not properly encoded.');
    }
    const keyed = KEYED.exec(text);
    if (keyed === null) segments.push(text);
    else {
      const [, name = '', key = ''] = keyed;
      segments.push(name.toLowerCase().replace(/^microsoft\.graph\./, ''));
      if (key !== '') segments.push(key);
    }
  }
  return segments;
}

/** The name of a query option in the one spelling that handlers know. */
function optionName(name: string): string {
  return name.toLowerCase().replace(/^\$/, '');
}

/** The option that a `name=value` of a raw query is about, read as forgivingly as the query itself. */
export function nameOfPair(pair: string): string {
  const [name = ''] = new URLSearchParams(pair).keys();
  return optionName(name);
}

export function readGraphRequest(
  raw: RawGraphRequest,
  world: SimWorld,
  caller: GraphCaller,
  rounds: DeltaRounds,
): GraphRequest {
  const [rawPath = '', rawQuery = ''] = raw.url.split(/\?(.*)/s);
  const query = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(rawQuery)) query.set(optionName(name), value);
  return {
    world,
    caller,
    rounds,
    method: raw.method,
    segments: plainSegments(rawPath.replace(/^\/v1\.0/i, '')),
    rawPath,
    rawQuery,
    query,
    preferences: readPreferences(raw.prefer, world.switches.current.preferredZone === 'ignored'),
    origin: raw.origin,
    ifMatch: raw.ifMatch,
    body: raw.body,
    deltaFaults: raw.deltaFaults,
  };
}
