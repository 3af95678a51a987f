/** docs/configuration.md, written from the schema: the page cannot say anything else than the parser does. */
import { describeVariable, variableNames } from './describe-variable.ts';
import type { Described } from './describe-variable.ts';
import type { VariableName } from './variables.ts';

const required: ReadonlySet<VariableName> = new Set<VariableName>(['MICROSOFT_CLIENT_ID', 'ENCRYPTION_KEY']);

export function configurationDocument(): string {
  const rows = variableNames.map((name) => row(name, describeVariable(name)));
  return `# Configuration

Calmirror reads these environment variables when it starts, and nothing else. Bad values stop the start with one
message that lists all of them. \`npm start\` (the sandbox) sets what is needed by itself.

| variable | default | for example | meaning |
| --- | --- | --- | --- |
${rows.join('\n')}

This page is generated from \`packages/server/src/config/variables.ts\` by \`node --conditions=source packages/server/scripts/write-configuration-document.ts\`.
`;
}

function row(name: VariableName, schema: Described): string {
  const meaning = [schema.description, choices(schema), limits(schema)].filter((part) => part !== '');
  return `| \`${name}\` | ${fallback(name, schema)} | \`${schema.example}\` | ${meaning.join(' ')} |`;
}

function fallback(name: VariableName, schema: Described): string {
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
