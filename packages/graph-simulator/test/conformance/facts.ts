/**
 * Takes the single facts out of the two fact sheets: every bullet and every row of a table below a numbered
 * heading, and below the list of what is unknown. A fact's key is its sheet (C calendars, S subscriptions and
 * sign-in), its section and its number there: `C2.4.8`. Its first words show when a sheet was renumbered.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { factsRoot } from '../helpers/graph-facts.ts';

const sheets = [
  ['C', 'calendar-facts.md'],
  ['S', 'subscriptions-and-auth-facts.md'],
] as const;

/** The section of a heading: its number, `x` for the list of what is unknown, none where no facts follow. */
function sectionOf(heading: string): string {
  return /^#+ (\d+(?:\.\d+)*)/.exec(heading)?.[1] ?? (heading.includes('Not found') ? 'x' : '');
}

const isRule = (line: string | undefined): boolean => /^\|[\s|:-]+\|$/.test(line ?? '');

/** What a line states; undefined for headers and rules of tables, and all that is no list. */
function statementIn(line: string, next: string | undefined): string | undefined {
  if (line.startsWith('- ')) return line.slice(2);
  return line.startsWith('|') && !isRule(line) && !isRule(next) ? line.replaceAll('|', ' ') : undefined;
}

/** One line for each fact: key and first words, in the order of the sheet. */
export function factsIn(sheet: string, text: string): string[] {
  let section = '';
  let number = 0;
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    if (/^#{2,3} /.test(line)) {
      section = sectionOf(line);
      number = 0;
      return [];
    }
    const statement = section === '' ? undefined : statementIn(line, lines[index + 1]);
    if (statement === undefined) return [];
    number += 1;
    const words = statement.trim().split(/\s+/).slice(0, 5).join(' ');
    return [`${sheet}${section}.${number} ${words}`];
  });
}

/** All facts of both sheets, which have to lie beside the repository. */
export function readFacts(): string[] {
  return sheets.flatMap(([sheet, file]) => factsIn(sheet, readFileSync(path.join(factsRoot, file), 'utf8')));
}
