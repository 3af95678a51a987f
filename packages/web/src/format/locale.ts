/** Dates and numbers follow the viewer's locale, whatever the language of the texts. */
export function viewerLocale(): string {
  return navigator.language;
}
