/**
 * The ways in which Graph says that it does not know a nextLink or deltaLink any more.
 * Source: calendar facts 2.6 with their payloads; Microsoft Graph, delta query overview and errors.
 */
export const TOKEN_DEATHS = [
  '410-SyncStateNotFound',
  '410-syncStateNotFound',
  '410-resyncRequired',
  '410-nested',
  '404-syncStateNotFound',
  '400-InvalidDeltaToken',
  '400-SyncStateInvalid',
  '400-SYNCSTATENOTFOUND',
  '400-innererror',
] as const;

export type TokenDeath = (typeof TOKEN_DEATHS)[number];

export interface TokenDeathAnswer {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** Added to innerError. */
  readonly inner?: Readonly<Record<string, string>>;
  /** With `innererror` and `requestId` for `innerError` and `request-id`. */
  readonly smallInner?: boolean;
  /** A `Location` with the URL to start anew from, its token empty. */
  readonly location: boolean;
}

const UNKNOWN = 'The sync state generation is not found; generation=149;[highest=157][157][155][156].';
const RESYNC =
  "Resync required. Replace any local items with the server's version (including deletes) if you're sure that the service was up to date with your local changes when you last sync'd.";

export function tokenDeath(shape: TokenDeath): TokenDeathAnswer {
  switch (shape) {
    case '410-SyncStateNotFound':
      return { status: 410, code: 'SyncStateNotFound', message: UNKNOWN, location: true };
    case '410-syncStateNotFound':
      return { status: 410, code: 'syncStateNotFound', message: UNKNOWN, location: false };
    case '410-resyncRequired':
      return { status: 410, code: 'resyncRequired', message: RESYNC, location: true };
    case '410-nested':
      return {
        status: 410,
        code: 'gone',
        message: RESYNC,
        inner: { code: 'resyncChangesApplyDifferences' },
        location: false,
      };
    case '404-syncStateNotFound':
      return { status: 404, code: 'syncStateNotFound', message: UNKNOWN, location: false };
    case '400-InvalidDeltaToken':
      return {
        status: 400,
        code: 'InvalidDeltaToken',
        message: "The value '...' of parameter '$deltaToken' is invalid.",
        location: false,
      };
    case '400-SyncStateInvalid':
      return {
        status: 400,
        code: 'SyncStateInvalid',
        message: 'The sync state is invalid.',
        location: false,
      };
    case '400-SYNCSTATENOTFOUND':
      return { status: 400, code: 'SYNCSTATENOTFOUND', message: UNKNOWN, location: false };
    case '400-innererror':
      return {
        status: 400,
        code: 'invalidRequest',
        message: 'Invalid request',
        inner: { code: 'syncStateNotFound' },
        smallInner: true,
        location: false,
      };
  }
}
