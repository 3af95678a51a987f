/** Which Microsoft a start without the simulator talks to, in words for the banner: only Microsoft's own addresses are "the real one". Pure. */
import type { Environment } from './sandbox-environment.ts';

export function whichMicrosoft(
  env: Environment,
  microsoft: { readonly loginUrl: string; readonly graphUrl: string },
): string {
  const { loginUrl, graphUrl } = microsoft;
  const told = ['MICROSOFT_LOGIN_URL', 'MICROSOFT_GRAPH_URL'].filter(
    (name) => (env[name] ?? '').trim() !== '',
  );
  if (told.length === 0) return `the real one (${new URL(loginUrl).host}, ${new URL(graphUrl).host})`;
  return `sign-in at ${loginUrl}, Graph at ${graphUrl} (set by ${told.join(' and ')})`;
}
