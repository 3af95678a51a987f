import { english } from './english.ts';

export type Texts = typeof english;

const catalogues: Readonly<Record<string, Texts>> = { en: english };

/** The catalogue of the first of the viewer's languages that there is one for. */
export function catalogueFor(languages: readonly string[]): Texts {
  for (const language of languages) {
    const found = catalogues[language.split('-', 1)[0] ?? ''];
    if (found !== undefined) return found;
  }
  return english;
}

export const texts = catalogueFor(typeof navigator === 'undefined' ? [] : navigator.languages);
