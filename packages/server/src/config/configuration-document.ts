/** docs/configuration.md, written from the schema: the page cannot say anything else than the parser does. */
import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Value } from 'typebox/value';

import { variables } from './variables.ts';

/** What a JSON schema may say about one variable. */
const Described = Type.Object({
  description: Type.String(),
  default: Type.Optional(Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
  minimum: Type.Optional(Type.Number()),
  maximum: Type.Optional(Type.Number()),
  minLength: Type.Optional(Type.Number()),
  enum: Type.Optional(Type.Array(Type.String())),
});
type Described = Static<typeof Described>;

const required: ReadonlySet<string> = new Set(['MICROSOFT_CLIENT_ID', 'ENCRYPTION_KEY']);

export function configurationDocument(): string {
  const rows = Object.entries(variables.properties).map(([name, schema]) =>
    row(name, Value.Parse(Described, schema)),
  );
  return `# Configuration

Calmirror reads these environment variables when it starts, and nothing else. Bad values stop the start with one
message that lists all of them. \`npm start\` (the sandbox) sets what is needed by itself.

| variable | default | meaning |
| --- | --- | --- |
${rows.join('\n')}

This page is generated from \`packages/server/src/config/variables.ts\` by \`node --conditions=source packages/server/scripts/write-configuration-document.ts\`.
`;
}

function row(name: string, schema: Described): string {
  const meaning = [schema.description, choices(schema), limits(schema)].filter((part) => part !== '');
  return `| \`${name}\` | ${fallback(name, schema)} | ${meaning.join(' ')} |`;
}

function fallback(name: string, schema: Described): string {
  if (required.has(name)) return '**needed**';
  return schema.default === undefined ? '' : `\`${String(schema.default)}\``;
}

function choices(schema: Described): string {
  return schema.enum === undefined ? '' : `One of ${schema.enum.map((word) => `\`${word}\``).join(', ')}.`;
}

function limits({ minimum, maximum, minLength }: Described): string {
  if (minimum !== undefined && maximum !== undefined) return `From ${minimum} to ${maximum}.`;
  return minLength !== undefined && minLength > 1 ? `At least ${minLength} characters.` : '';
}
