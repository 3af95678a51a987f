/**
 * Keeps docs/microsoft-integration.md complete and true: everything the server can answer a person with while
 * connecting and on the dashboard is explained there, in the words of the page, and every variable it names exists.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { GraphError, graphErrorCodes } from '../packages/graph-client/src/errors.ts';
import type { GraphErrorCode } from '../packages/graph-client/src/errors.ts';
import { variableNames } from '../packages/server/src/config/describe-variable.ts';
import { connectErrors } from '../packages/server/src/connections/connect-errors.ts';
import { afterError } from '../packages/server/src/sync/after-error.ts';
import { statusSentence } from '../packages/web/src/pages/calendars/status-sentence.ts';
import { connectTexts } from '../packages/web/src/texts/english/connect.ts';

const root = path.resolve(import.meta.dirname, '..');
const page = readFileSync(path.join(root, 'docs/microsoft-integration.md'), 'utf8');
const graphSection = page.slice(page.indexOf('### Microsoft Graph'), page.indexOf('### Push'));
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

/** undefined: nothing is said, the next round begins anew. */
function sentenceAfter(code: GraphErrorCode): string | undefined {
  const decision = afterError(new GraphError(code, '', { graphCode: 'AsGraphNamesIt' }), undefined);
  if (decision.do !== 'back-off' && decision.do !== 'stop') return undefined;
  return statusSentence(
    {
      status: decision.do === 'stop' ? decision.status : 'active',
      lastError: { code: decision.code, message: decision.message, at: null },
      freshness: {
        asOf: null,
        mode: 'polling',
        lastNotificationAt: null,
        lastRoundAt: null,
        lastFullCheckAt: null,
        lagSeconds: null,
      },
      currentRun: null,
    },
    { live: true },
  ).text;
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

  it('has a row for every way in which connecting ends, with the title of its page', () => {
    const titles: Readonly<Record<string, { readonly title: string }>> = connectTexts.endings;
    const missing = Object.keys(connectErrors).filter(
      (code) => !page.includes(`| \`${code}\` | ${titles[code]?.title ?? '(no page)'} |`),
    );
    expect(missing).toEqual([]);
  });

  it.each(graphErrorCodes)('says what the dashboard says when Microsoft Graph answers %s', (code) => {
    const row = graphSection
      .split('\n')
      .find((line) => line.startsWith('| ') && line.split(' | ')[0]?.includes(`\`${code}\``));
    const sentence = sentenceAfter(code);
    expect(row).toContain(sentence ?? '| (nothing; ');
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
