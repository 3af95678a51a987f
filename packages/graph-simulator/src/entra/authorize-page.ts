/**
 * The pages of a sign-in: pick an account and agree, "Need admin approval", and
 * the page for errors that must not be redirected. All work without scripts.
 * Forms post to their own address, so the request in its query comes along.
 */
import type { SimUser } from '../world/types.ts';
import { escapeHtml } from '../http/html-page.ts';
import type { HtmlPage } from '../http/html-page.ts';
import type { EntraErrorBody } from './entra-error.ts';
import { describeScope } from './scopes.ts';

const LISTED_ACCOUNTS = 20;

export interface SignInPageInput {
  readonly appName: string;
  readonly scopes: Iterable<string>;
  readonly accounts: readonly SimUser[];
  /** User principal name to pick at first. */
  readonly loginHint: string | undefined;
  readonly problem?: string;
  readonly formTargets: readonly string[];
}

export function permissionList(scopes: Iterable<string>): string {
  const items = [...scopes].map((scope) => {
    const { title, detail } = describeScope(scope);
    return `<li><strong>${escapeHtml(title)}</strong><br><span class="note">${escapeHtml(detail)}</span></li>`;
  });
  return `<ul>\n${items.join('\n')}\n</ul>`;
}

export function signInPage(input: SignInPageInput): HtmlPage {
  const hint = input.loginHint?.toLowerCase();
  const hinted = input.accounts.filter((user) => isNamed(user, hint));
  const rest = input.accounts.filter((user) => !isNamed(user, hint));
  const listed = [...hinted, ...rest].slice(0, LISTED_ACCOUNTS);
  const picked = hinted[0] ?? (listed.length === 1 ? listed[0] : undefined);
  const radios = listed.map(
    (user) => `<label class="account">
<input type="radio" name="account" value="${escapeHtml(user.userPrincipalName)}" required${user === picked ? ' checked' : ''}>
<span>${escapeHtml(user.displayName)}<span>${escapeHtml(user.userPrincipalName)}</span></span>
</label>`,
  );
  const others =
    input.accounts.length > listed.length
      ? `<p><label>Or the user name of another account<br>
<input name="other_account" type="text" autocomplete="off" spellcheck="false"></label></p>`
      : '';
  // With a field for other accounts, none of the listed ones has to be picked.
  const choices = others === '' ? radios : radios.map((radio) => radio.replace(' required', ''));
  return {
    title: 'Pick an account',
    formTargets: input.formTargets,
    body: `<h1>Sign in</h1>
<p class="note">A simulated Microsoft sign-in: demo accounts, no passwords.</p>
${input.problem === undefined ? '' : `<p role="alert"><strong>${escapeHtml(input.problem)}</strong></p>`}
<form method="post">
<fieldset>
<legend>Pick an account</legend>
${choices.join('\n')}
${others}
</fieldset>
<section aria-labelledby="permissions">
<h2 id="permissions">${escapeHtml(input.appName)} asks for permission to</h2>
${permissionList(input.scopes)}
</section>
<div class="buttons">
<button name="decision" value="decline" formnovalidate>Decline</button>
<button class="main" name="decision" value="accept">Accept</button>
</div>
</form>`,
  };
}

const isNamed = (user: SimUser, name: string | undefined): boolean =>
  name !== undefined && (user.userPrincipalName.toLowerCase() === name || user.mail.toLowerCase() === name);

export interface AdminApprovalPageInput {
  readonly appName: string;
  readonly scopes: Iterable<string>;
  readonly user: SimUser;
  readonly tenantName: string;
  readonly formTargets: readonly string[];
}

export function adminApprovalPage(input: AdminApprovalPageInput): HtmlPage {
  return {
    title: 'Need admin approval',
    formTargets: input.formTargets,
    body: `<h1>Need admin approval</h1>
<p class="note">${escapeHtml(input.user.userPrincipalName)}</p>
<p><strong>${escapeHtml(input.appName)}</strong> needs permission to access resources in ${escapeHtml(input.tenantName)} that only an admin can grant. Please ask an admin to grant permission to this app before you can use it.</p>
<section aria-labelledby="permissions">
<h2 id="permissions">The app asks for permission to</h2>
${permissionList(input.scopes)}
</section>
<form method="post">
<input type="hidden" name="account" value="${escapeHtml(input.user.userPrincipalName)}">
<div class="buttons">
<button name="decision" value="return">Return to the application without granting consent</button>
</div>
</form>`,
  };
}

export function signInErrorPage(error: EntraErrorBody): HtmlPage {
  const [text = ''] = error.error_description.split(' Trace ID: ');
  return {
    title: 'Sign-in error',
    body: `<h1>Sorry, but we’re having trouble signing you in.</h1>
<p>${escapeHtml(text)}</p>
<p class="note">Trace ID: <code>${escapeHtml(error.trace_id)}</code><br>
Correlation ID: <code>${escapeHtml(error.correlation_id)}</code><br>
Timestamp: ${escapeHtml(error.timestamp)}</p>`,
  };
}
