/**
 * The style sheet and the script of the Outlook page. Run from source, the script is
 * TypeScript with its types taken off; run from dist, what the build made of it.
 */
import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import type { FastifyInstance } from 'fastify';
import { OUTLOOK_CSS } from './style-sheet.ts';

const isSource = import.meta.url.endsWith('.ts');
const extension = isSource ? 'ts' : 'js';
const folder = new URL(isSource ? '../../browser/' : '../browser/', import.meta.url);

const SCRIPTS = ['outlook', 'drag', 'grid', 'refresh'] as const;

/** The script that a page begins with. */
export const ENTRY_SCRIPT = `outlook.${extension}`;

/** Without Node's note that the function is new, which would stand amid what `npm start` prints. */
function withoutTypes(text: string): string {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(text);
  } finally {
    process.emitWarning = emitWarning;
  }
}

async function readScript(name: string): Promise<string> {
  const text = await readFile(new URL(`${name}.${extension}`, folder), 'utf8');
  return isSource ? withoutTypes(text) : text;
}

export function registerAssets(app: FastifyInstance): void {
  app.get('/_sim/outlook/assets/outlook.css', (_request, reply) =>
    reply.header('cache-control', 'no-cache').type('text/css; charset=utf-8').send(OUTLOOK_CSS),
  );
  for (const name of SCRIPTS)
    app.get(`/_sim/outlook/assets/${name}.${extension}`, async (_request, reply) =>
      reply
        .header('cache-control', 'no-cache')
        .type('text/javascript; charset=utf-8')
        .send(await readScript(name)),
    );
}
