/** Collections by `$top` and `$skip`, with an absolute nextLink that repeats the question. */
import type { GraphAnswer } from './answer.ts';
import { GraphError } from './graph-error.ts';
import { type GraphRequest, nameOfPair } from './graph-request.ts';
import type { Preferences } from './preferences.ts';
import type { GraphJson } from './present-event.ts';

const DEFAULT_TOP = 10;
const MAX_TOP = 1000;

function wholeNumber(
  request: GraphRequest,
  name: string,
  otherwise: number,
  min: number,
  max: number,
): number {
  const text = request.query.get(name);
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max)
    throw new GraphError(
      400,
      'ErrorInvalidUrlQuery',
      `The value '${text}' of '$${name}' must be between ${min} and ${max}.`,
    );
  return value;
}

function appliedHeader({ applied }: Preferences): Pick<GraphAnswer, 'headers'> {
  return applied.length === 0 ? {} : { headers: { 'preference-applied': applied.join(', ') } };
}

export function collection<T>(
  request: GraphRequest,
  context: string,
  rows: readonly T[],
  present: (row: T) => GraphJson,
): GraphAnswer {
  const { origin, rawPath, rawQuery, query, preferences } = request;
  const top = wholeNumber(request, 'top', DEFAULT_TOP, 1, MAX_TOP);
  const skip = wholeNumber(request, 'skip', 0, 0, Number.MAX_SAFE_INTEGER);
  const page = rows.slice(skip, skip + top);
  const pairs = rawQuery.split('&').filter((pair) => pair !== '' && nameOfPair(pair) !== 'skip');
  return {
    status: 200,
    ...appliedHeader(preferences),
    body: {
      '@odata.context': `${origin}/v1.0/$metadata#${context}`,
      ...(query.get('count') === 'true' ? { '@odata.count': rows.length } : {}),
      ...(rows.length > skip + top
        ? { '@odata.nextLink': `${origin}${rawPath}?${[...pairs, `$skip=${skip + top}`].join('&')}` }
        : {}),
      value: page.map((row) => present(row)),
    },
  };
}

export function entity(request: GraphRequest, context: string, value: GraphJson, status = 200): GraphAnswer {
  const { origin, preferences } = request;
  return {
    status,
    ...appliedHeader(preferences),
    body: { '@odata.context': `${origin}/v1.0/$metadata#${context}`, ...value },
  };
}
