import type { GraphEvent } from '@calmirror/graph-client/wire';

/**
 * The same event under another of its ids. Its link in Outlook goes along: delta sends the event with the same
 * changeKey, so that nobody would look at the link again.
 * @param event its webLink has the id in plain base64, where the id has `-` for `/` and `_` for `+` (so in events
 *   that Graph sent in 2024 and 2026; no page of Microsoft says it)
 */
export function underId(event: GraphEvent, id: string): GraphEvent {
  if (event.id === id) return event;
  const webLink = event.webLink?.replace(itemIdInLink(event.id), () => itemIdInLink(id)) ?? null;
  return { ...event, id, webLink };
}

function itemIdInLink(id: string): string {
  return encodeURIComponent(id.replaceAll('-', '/').replaceAll('_', '+'));
}
