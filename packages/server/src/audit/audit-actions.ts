/** Everything the audit log can say that somebody did. A closed list: a new action is added here first. */
export const auditActions = [
  'user.sign_up',
  'user.sign_in',
  'user.sign_out',
  /** The callback of a sign-in at Microsoft; a failure carries its code. */
  'account.connected',
  'account.admin_consent',
  'account.reauth_required',
  'account.deleted',
  'calendar.connected',
  'calendar.disconnected',
  'calendar.sync_requested',
  /** Microsoft refuses it: its status says how. */
  'calendar.stopped',
  /** What had stopped it is over, as a daily look found out. */
  'calendar.healed',
  /** Renamed, recoloured, given other rights or another id in Outlook, and followed here. */
  'calendar.followed',
  'webhook.created',
  'webhook.deleted',
  /** One row a minute with a count, whatever arrives. */
  'webhook.forged',
  'vault.rewrapped',
] as const;

export type AuditAction = (typeof auditActions)[number];

export type AuditOutcome = 'success' | 'failure' | 'denied';
