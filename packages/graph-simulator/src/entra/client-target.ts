/**
 * Sends the browser back to the client, in the response mode it asked for.
 * Without scripts, form_post is a page with one button.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isLoopbackHost } from '../http/loopback.ts';
import { escapeHtml, sendHtmlPage } from '../http/html-page.ts';

export type ResponseMode = 'query' | 'fragment' | 'form_post';

export interface ClientTarget {
  /** Already matched against the registration. */
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly responseMode: ResponseMode;
}

/** Answers the client; `state` is added, exactly as it came. */
export function sendToClient(
  request: FastifyRequest,
  reply: FastifyReply,
  target: ClientTarget,
  answer: Readonly<Record<string, string>>,
): FastifyReply {
  const parameters = new URLSearchParams(answer);
  if (target.state !== undefined) parameters.set('state', target.state);
  if (target.responseMode === 'form_post') return sendFormPost(reply, target, parameters);
  const url = new URL(target.redirectUri);
  if (target.responseMode === 'fragment') url.hash = parameters.toString();
  else for (const [name, value] of parameters) url.searchParams.append(name, value);
  return reply
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .redirect(url.href, request.method === 'POST' ? 303 : 302);
}

function sendFormPost(reply: FastifyReply, target: ClientTarget, parameters: URLSearchParams): FastifyReply {
  const inputs = [...parameters].map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  return sendHtmlPage(reply, 200, {
    title: 'Return to the app',
    formTargets: formTargets(target),
    body: `<h1>Return to the app</h1>
<p>Your answer is ready to be handed to the app.</p>
<form method="post" action="${escapeHtml(target.redirectUri)}">
${inputs.join('\n')}
<div class="buttons"><button class="main">Continue</button></div>
</form>`,
  });
}

/**
 * Sources for `form-action`: browsers apply it to every redirect that follows a
 * form, and a local app often redirects once more, to its page on another port.
 */
export function formTargets(target: ClientTarget): string[] {
  const url = new URL(target.redirectUri);
  return isLoopbackHost(url.hostname)
    ? ['http://localhost:*', 'http://127.0.0.1:*', url.origin]
    : [url.origin];
}
