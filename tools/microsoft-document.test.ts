/**
 * Keeps docs/microsoft-integration.md complete and true: everything the server can answer a person with while
 * connecting is explained there, in the words it uses, and every variable it names exists.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { graphErrorCodes } from '../packages/graph-client/src/errors.ts';
import { variableNames } from '../packages/server/src/config/describe-variable.ts';
import { connectErrors } from '../packages/server/src/connections/connect-errors.ts';

const root = path.resolve(import.meta.dirname, '..');
const page = readFileSync(path.join(root, 'docs/microsoft-integration.md'), 'utf8');
const connections = path.join(root, 'packages/server/src/connections');
const factSheet = path.resolve(root, '../shared/graph/subscriptions-and-auth-facts.md');

/** Numbers in `new Set([…])`: how the server's code names those of Microsoft that it knows. */
function numbersKnownTo(source: string): string[] {
  return [...source.matchAll(/new Set\(\[([\d\s,_]+)\]\)/g)].flatMap(([, list = '']) =>
    list
      .replaceAll('_', '')
      .split(',')
      .map((number) => number.trim())
      .filter((number) => number.length >= 5),
  );
}

/** The rows of the table of section 8.5: `| 65001 | …` or `| 50020, 50034 | …`. */
function numbersOfFacts(sheet: string): string[] {
  return [...sheet.matchAll(/^\| (\d{5,7}(?:, \d{5,7})*) \|/gm)].flatMap(([, list = '']) => list.split(', '));
}

function unexplained(numbers: readonly string[]): string[] {
  return numbers.filter((number) => !new RegExp(`^\\|.*\\bAADSTS${number}\\b.*\\|$`, 'm').test(page));
}

describe('docs/microsoft-integration.md', () => {
  it('explains every number of Microsoft’s sign-in that the server knows', () => {
    const known = readdirSync(connections)
      .map((file) => readFileSync(path.join(connections, file), 'utf8'))
      .flatMap(numbersKnownTo);
    expect(known.length).toBeGreaterThan(50);
    expect(unexplained(known)).toEqual([]);
  });

  it('explains every number of the fact sheet', ({ skip }) => {
    skip(!existsSync(factSheet), 'skipped: no ../shared/graph');
    const facts = numbersOfFacts(readFileSync(factSheet, 'utf8'));
    expect(facts.length).toBeGreaterThan(50);
    expect(unexplained(facts)).toEqual([]);
  });

  it('has a row for every way in which connecting ends, with the sentence that a person reads', () => {
    const missing = Object.entries(connectErrors).filter(
      ([code, sentence]) => !page.includes(`| \`${code}\` | ${sentence} |`),
    );
    expect(missing).toEqual([]);
  });

  it('explains every code of Microsoft Graph that a calendar can show', () => {
    expect(graphErrorCodes.filter((code) => !new RegExp(`^\\|.*\`${code}\`.*\\|`, 'm').test(page))).toEqual(
      [],
    );
  });

  it('names only variables that exist', () => {
    const named = new Set(page.match(/\b[A-Z]{2,}(?:_[A-Z]+)+\b/g));
    const known: ReadonlySet<string> = new Set(variableNames);
    expect(named.size).toBeGreaterThan(10);
    expect([...named].filter((name) => !known.has(name))).toEqual([]);
  });

  it('leads to headings and files that exist', () => {
    const slugs = new Set(
      [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
        heading
          .toLowerCase()
          .replaceAll(/[^\p{L}\p{N}\- ]/gu, '')
          .replaceAll(' ', '-'),
      ),
    );
    const links = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target);
    const broken = links.filter((target) =>
      target.startsWith('#') ? !slugs.has(target.slice(1)) : !existsSync(path.join(root, 'docs', target)),
    );
    expect(broken).toEqual([]);
  });
});
