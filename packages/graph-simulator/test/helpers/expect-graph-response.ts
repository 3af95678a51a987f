/**
 * Compares an answer with Microsoft's description of it. Without the collected facts
 * beside the repository it says nothing; `hasGraphFacts` tells a test to skip itself.
 */
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';
import { hasGraphFacts, readGraphFact } from './graph-facts.ts';

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

let description: Description | undefined;
let ajv: Ajv | undefined;
const validators = new Map<string, ValidateFunction>();

function load(): { ajv: Ajv; description: Description } {
  if (ajv === undefined || description === undefined) {
    const read = readGraphFact('openapi.json');
    if (!isRecord(read) || !isRecord(read['paths'])) throw new TypeError('openapi.json has no paths.');
    const paths: Record<string, Record<string, unknown>> = {};
    for (const [name, item] of Object.entries(read['paths'])) if (isRecord(item)) paths[name] = item;
    description = { paths };
    // OpenAPI 3.0: `nullable` and the int32 and date-time formats are not plain JSON Schema.
    ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false });
    addFormats.default(ajv);
    ajv.addSchema(read, 'graph');
  }
  return { ajv, description };
}

/** The path of the description that a real path is an instance of. */
function templateOf(url: string, paths: Description['paths']): string | undefined {
  const segments = (url.split('?')[0] ?? '').replace(/^\/v1\.0/i, '').split('/');
  const normal = segments.map((segment) => segment.toLowerCase().replace(/^delta$/, 'delta()'));
  return Object.keys(paths).find((template) => {
    const parts = template.toLowerCase().split('/');
    return (
      parts.length === normal.length &&
      parts.every((part, index) =>
        part.startsWith('{') ? normal[index] !== 'delta()' : part === normal[index],
      )
    );
  });
}

function pointer(...names: string[]): string {
  return names.map((name) => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
}

/** The `$ref` of the schema of an answer; null where the answer has no content. */
function schemaReference(
  template: string,
  method: string,
  status: number,
  operation: unknown,
): string | null {
  const responses = isRecord(operation) && isRecord(operation['responses']) ? operation['responses'] : {};
  const range = `${Math.floor(status / 100)}XX`;
  const key = [String(status), range, 'default'].find((candidate) => candidate in responses);
  if (key === undefined) throw new Error(`Graph describes no answer ${status} of ${method} ${template}.`);
  const response = responses[key];
  if (isRecord(response) && typeof response['$ref'] === 'string')
    return `graph${response['$ref']}/content/${pointer('application/json')}/schema`;
  if (!isRecord(response) || !isRecord(response['content'])) return null;
  return `graph#/paths/${pointer(template, method, 'responses', key, 'content', 'application/json', 'schema')}`;
}

/**
 * `path` is a template of the description or a real path, with or without `/v1.0`
 * and query. Fails the test when the body is not what Microsoft describes, or when
 * Graph has no such path, method or answer.
 */
export function expectGraphResponse(path: string, method: string, status: number, body: unknown): void {
  if (!hasGraphFacts) return;
  const loaded = load();
  const template = templateOf(path, loaded.description.paths);
  if (template === undefined) throw new Error(`Graph describes no path ${path}.`);
  const verb = method.toLowerCase();
  const operation = loaded.description.paths[template]?.[verb];
  const reference = schemaReference(template, verb, status, operation);
  if (reference === null) return;
  let validate = validators.get(reference);
  if (validate === undefined) {
    validate = loaded.ajv.compile({ $ref: reference });
    validators.set(reference, validate);
  }
  const valid = validate(body);
  const problems = (validate.errors ?? [])
    .slice(0, 8)
    .map((error) => `${error.instancePath} ${error.message ?? ''}`);
  expect(valid, `${verb} ${template} ${status}:\n${problems.join('\n')}`).toBe(true);
}
