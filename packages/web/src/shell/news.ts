/** One sentence about what the person has just done, for the whole page; it goes when they go elsewhere. */
import { useSyncExternalStore } from 'react';

let current = '';
const listeners = new Set<() => void>();

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Shown at the top of the page and read out. Tell after a navigation, not before it. */
export function tellNews(text: string): void {
  current = text;
  for (const listener of listeners) listener();
}

export function useNews(): string {
  return useSyncExternalStore(listen, () => current);
}
