/**
 * The colour of a calendar, and a text colour that can be read on it (WCAG 2.2, 4.5:1). Pure. Microsoft's
 * `hexColor` is empty unless the person chose it; then its name stands for one. https://learn.microsoft.com/graph/api/resources/calendar
 */
const named: Readonly<Record<string, string>> = {
  lightBlue: '#0078d4',
  lightGreen: '#498205',
  lightOrange: '#da6b16',
  lightGray: '#69797e',
  lightYellow: '#c8a000',
  lightTeal: '#038387',
  lightPink: '#e3008c',
  lightBrown: '#8e562e',
  lightRed: '#c93636',
  maxColor: '#8764b8',
};

/** Of `auto`, and of whatever is not known. */
const OWN = '#0b7379';
/** Black, because nothing lighter reaches 4.5:1 where white does not. */
const DARK = '#000000';
const LIGHT = '#ffffff';

export function calendarColour(calendar: {
  readonly color: string | null;
  readonly hexColor: string | null;
}): string {
  if (calendar.hexColor !== null && /^#[0-9a-f]{6}$/i.test(calendar.hexColor)) return calendar.hexColor;
  return named[calendar.color ?? ''] ?? OWN;
}

const LEAST_CONTRAST = 4.5;

/** White where it can be read on `background`, a `#rrggbb`; else black. */
export function textColourOn(background: string): string {
  return contrast(background, LIGHT) >= LEAST_CONTRAST ? LIGHT : DARK;
}

/** 1 to 21. https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
