/** Small pictures, drawn in the colour of the text; what they mean is said beside them. */
const PATHS = {
  repeat: '<path d="M3 8a5 5 0 0 1 8.6-3.5L13 6M13 8a5 5 0 0 1-8.6 3.5L3 10M13 3v3h-3M3 13v-3h3"/>',
  lock: '<rect x="3.5" y="7" width="9" height="6.5" rx="1.2"/><path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2"/>',
  video: '<rect x="1.5" y="4.5" width="9" height="7" rx="1.5"/><path d="m10.500 7.500 4-2v5l-4-2z"/>',
  important: '<path d="M8 2.500v7M8 12.800v.4" stroke-width="2"/>',
  plus: '<path d="M8 3v10M3 8h10"/>',
  previous: '<path d="m10 3-5 5 5 5"/>',
  next: '<path d="m6 3 5 5-5 5"/>',
  calendar: '<rect x="2" y="3" width="12" height="11" rx="2"/><path d="M2 6.500h12M5 1.500v3M11 1.500v3"/>',
} as const;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName): string {
  return `<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">${PATHS[name]}</svg>`;
}

/** An icon with its meaning for those who do not see it. */
export function spokenIcon(name: IconName, meaning: string): string {
  return `${icon(name)}<span class="hidden">${meaning}</span>`;
}
