/**
 * Where requests may go. A nextLink or deltaLink comes out of an answer, and whoever writes one
 * could ask for our token: it is followed to the configured Graph origin only.
 */
import { GraphError } from '../errors.ts';

/** Throws `foreign_link`; the link itself is never in the message, since it holds a token. */
export function assertGraphOrigin(link: string, baseUrl: string): void {
  const url = URL.parse(link);
  const graph = new URL(baseUrl);
  if (url === null || url.origin !== graph.origin || url.username !== '' || url.password !== '') {
    throw new GraphError('foreign_link', `A link does not lead to ${graph.origin}; it was not followed.`);
  }
}
