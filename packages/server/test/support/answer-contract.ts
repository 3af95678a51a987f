/**
 * Compares answers with the OpenAPI document that the server itself publishes: status, content type, body.
 * An answer that the document does not foresee fails the test that got it.
 */
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

const Content = Type.Record(Type.String(), Type.Object({ schema: Type.Optional(Type.Unknown()) }));
const Operation = Type.Object({
  responses: Type.Record(Type.String(), Type.Object({ content: Type.Optional(Content) })),
});
const Document = Type.Object({
  openapi: Type.String(),
  paths: Type.Record(Type.String(), Type.Record(Type.String(), Type.Unknown())),
});

export interface ReceivedAnswer {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly status: number;
  readonly contentType: string | null;
  readonly text: string;
}

export interface AnswerContract {
  /** @throws Error that says where the answer leaves the document */
  check(answer: ReceivedAnswer): void;
  /** `GET /api/calendars/{id}` for every operation of the document. */
  readonly operations: readonly string[];
}

export function answerContract(document: unknown): AnswerContract {
  const { paths } = Value.Parse(Document, document);
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  const validators = new Map<unknown, ValidateFunction>();
  const patterns = Object.keys(paths)
    .map((template) => ({ template, pattern: patternOf(template) }))
    // A literal path goes before one with a parameter.
    .sort((a, b) => Number(a.template.includes('{')) - Number(b.template.includes('{')));

  const check = (answer: ReceivedAnswer): void => {
    const template = patterns.find(({ pattern }) => pattern.test(answer.path))?.template;
    const operation = template === undefined ? undefined : paths[template]?.[answer.method.toLowerCase()];
    const where = `${answer.method} ${answer.path} → ${answer.status}`;
    if (operation === undefined) {
      if (answer.status !== 404 && answer.status !== 405) throw new Error(`${where}: not in the document.`);
      return;
    }
    const { responses } = Value.Parse(Operation, operation);
    const response =
      responses[String(answer.status)] ?? (answer.status >= 400 ? responses['default'] : undefined);
    if (response === undefined) throw new Error(`${where}: the document knows no such status.`);
    if (response.content === undefined || answer.text === '') {
      if (answer.text !== '') throw new Error(`${where}: the document knows no body.`);
      return;
    }
    const type = (answer.contentType ?? '').split(';', 1)[0] ?? '';
    const media = response.content[type];
    if (media === undefined) throw new Error(`${where}: the document knows no ${type}.`);
    if (!type.endsWith('json')) return;
    const validate = validators.get(media) ?? ajv.compile(Value.Parse(Type.Object({}), media.schema));
    validators.set(media, validate);
    if (!validate(JSON.parse(answer.text))) {
      throw new Error(`${where}: ${ajv.errorsText(validate.errors)}\n${answer.text.slice(0, 2_000)}`);
    }
  };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  return { check, operations };
}

function patternOf(template: string): RegExp {
  const parts = template.split('/').map((part) => (part.startsWith('{') ? '[^/]+' : RegExp.escape(part)));
  return new RegExp(`^${parts.join('/')}/?$`);
}
