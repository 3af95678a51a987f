/** Dates and numbers follow the viewer's locale, whatever the language of the texts. */
export function viewerLocale(): string {
  return firstLocale([navigator.language, ...navigator.languages]);
}

/** Not every tag that a browser names is one: Chromium on Linux without LANG says `en-US@posix`, which Intl refuses. */
export function firstLocale(tags: readonly string[]): string {
  return tags.find(isLocale) ?? 'en';
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
