/**
 * The pages of a sign-in: pick an account and agree, "Need admin approval", and
 * the page for errors that must not be redirected. All work without scripts.
 * Forms post to their own address, so the request in its query comes along.
 */
import type { SimUser } from '../world/types.ts';
import { initials } from '../http/avatar.ts';
import { escapeHtml } from '../http/html-page.ts';
import type { HtmlPage } from '../http/html-page.ts';
import type { EntraErrorBody } from './entra-error.ts';
import { describeScope } from './scopes.ts';

const LISTED_ACCOUNTS = 20;

/** What these pages say they are. */
export const MICROSOFT = 'Microsoft sign-in';

export interface SignInAccount {
  readonly user: SimUser;
  readonly tenantName: string;
  /** What choosing it will show, for who tries things out; empty for the plain way. */
  readonly hint: string;
}

export interface SignInPageInput {
  readonly appName: string;
  readonly scopes: Iterable<string>;
  readonly accounts: readonly SignInAccount[];
  /** User principal name to pick at first. */
  readonly loginHint: string | undefined;
  readonly problem?: string;
  readonly formTargets: readonly string[];
}

export function permissionList(scopes: Iterable<string>): string {
  const items = [...scopes].map((scope) => {
    const { title, detail } = describeScope(scope);
    return `<li><strong>${escapeHtml(title)}</strong><span class="note">${escapeHtml(detail)}</span></li>`;
  });
  return `<ul class="permissions">\n${items.join('\n')}\n</ul>`;
}

export function signInPage(input: SignInPageInput): HtmlPage {
  const hint = input.loginHint?.toLowerCase();
  const hinted = input.accounts.filter(({ user }) => isNamed(user, hint));
  const rest = input.accounts.filter(({ user }) => !isNamed(user, hint));
  const listed = [...hinted, ...rest].slice(0, LISTED_ACCOUNTS);
  const picked = hinted[0] ?? (listed.length === 1 ? listed[0] : undefined);
  const radios = listed.map((account) => accountRow(account, account === picked));
  const others =
    input.accounts.length > listed.length
      ? `<p><label>Or the user name of another account<br>
<input name="other_account" type="text" autocomplete="off" spellcheck="false"></label></p>`
      : '';
  // With a field for other accounts, none of the listed ones has to be picked.
  const choices = others === '' ? radios : radios.map((radio) => radio.replace(' required', ''));
  return {
    title: 'Pick an account',
    standsFor: MICROSOFT,
    formTargets: input.formTargets,
    body: `<h1>Sign in</h1>
<p class="note">to continue to ${escapeHtml(input.appName)}</p>
${problemNote(input.problem)}
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
<button class="main" name="decision" value="accept">Accept</button>
<button name="decision" value="decline" formnovalidate>Decline</button>
</div>
</form>
<p class="foot">Demo accounts, without passwords. <a href="/_sim/outlook" target="_blank" rel="noopener">See their calendars in the simulated Outlook (opens a new tab)</a></p>`,
  };
}

function accountRow({ user, tenantName, hint }: SignInAccount, isPicked: boolean): string {
  return `<label class="account">
<input type="radio" name="account" value="${escapeHtml(user.userPrincipalName)}" required${isPicked ? ' checked' : ''}>
<span class="avatar" aria-hidden="true">${escapeHtml(initials(user))}</span>
<span>${escapeHtml(user.displayName)} <span>${escapeHtml(user.userPrincipalName)} · ${escapeHtml(tenantName)}</span>${hint === '' ? '' : ` <span class="hint">${escapeHtml(hint)}</span>`}</span>
</label>`;
}

/** Empty where there is none. */
export function problemNote(problem: string | undefined): string {
  return problem === undefined ? '' : `<p class="problem" role="alert">${escapeHtml(problem)}</p>`;
}

const isNamed = (user: SimUser, name: string | undefined): boolean =>
  name !== undefined && (user.userPrincipalName.toLowerCase() === name || user.mail.toLowerCase() === name);

export interface AdminApprovalPageInput {
  readonly appName: string;
  readonly scopes: Iterable<string>;
  readonly user: SimUser;
  readonly tenantName: string;
  /** Whether the person can ask from here, and whether they just did. */
  readonly workflow: 'none' | 'offered' | 'sent';
  readonly formTargets: readonly string[];
}

export function adminApprovalPage(input: AdminApprovalPageInput): HtmlPage {
  const { workflow } = input;
  const title =
    workflow === 'none' ? 'Need admin approval' : workflow === 'sent' ? 'Request sent' : 'Approval required';
  const request =
    workflow === 'offered'
      ? '\n<button class="main" name="decision" value="request">Request approval</button>'
      : '';
  return {
    title,
    standsFor: MICROSOFT,
    formTargets: input.formTargets,
    body: `<h1>${title}</h1>
<p class="note">${escapeHtml(input.user.userPrincipalName)}</p>
<p><strong>${escapeHtml(input.appName)}</strong> needs permission to access resources in ${escapeHtml(input.tenantName)} that only an admin can grant. Please ask an admin to grant permission to this app before you can use it.</p>
<section aria-labelledby="permissions">
<h2 id="permissions">The app asks for permission to</h2>
${permissionList(input.scopes)}
</section>
<form method="post">
<input type="hidden" name="account" value="${escapeHtml(input.user.userPrincipalName)}">
<div class="buttons">${request}
<button name="decision" value="return">Return to the application without granting consent</button>
</div>
</form>`,
  };
}

export function signInErrorPage(error: EntraErrorBody): HtmlPage {
  const [text = ''] = error.error_description.split(' Trace ID: ');
  return {
    title: 'Sign-in error',
    standsFor: MICROSOFT,
    body: `<h1>Sorry, but we’re having trouble signing you in.</h1>
<p class="problem long">${escapeHtml(text)}</p>
<p class="facts">Trace ID: <code>${escapeHtml(error.trace_id)}</code><br>
Correlation ID: <code>${escapeHtml(error.correlation_id)}</code><br>
Timestamp: ${escapeHtml(error.timestamp)}</p>`,
  };
}
