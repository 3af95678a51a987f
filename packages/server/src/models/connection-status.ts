/** The life of a calendar connection. DESIGN: docs/glossary.md, "calendar connection". */
export const connectionStatuses = [
  'connecting',
  'active',
  'reauth_required',
  'forbidden',
  'gone',
  'unsupported',
  'paused',
  'disconnecting',
  'disconnected',
] as const;

export type ConnectionStatus = (typeof connectionStatuses)[number];

/** Rounds run only for these. */
export const syncingStatuses = ['connecting', 'active'] as const satisfies readonly ConnectionStatus[];

export function isSyncing(status: ConnectionStatus): boolean {
  return status === 'connecting' || status === 'active';
}
