import { Type } from 'typebox';
import type { Static } from 'typebox';

import { Freshness } from './freshness.ts';
import { closed, Instant, listOf, nullable } from './schema-kit.ts';

export const AuditRow = closed({
  id: Type.Integer({ minimum: 1 }),
  at: Instant,
  userId: nullable(Type.String()),
  action: Type.String(),
  subjectType: nullable(Type.String()),
  subjectId: nullable(Type.String()),
  ipAddress: nullable(Type.String()),
  userAgent: nullable(Type.String()),
  outcome: Type.Enum(['success', 'failure', 'denied']),
  detail: Type.Record(Type.String(), Type.Unknown()),
});
export type AuditRow = Static<typeof AuditRow>;

/** Newest first. */
export const AuditRowList = listOf(AuditRow, Freshness);
export type AuditRowList = Static<typeof AuditRowList>;

export const AuditQuery = closed({
  scope: Type.Optional(Type.Enum(['own', 'all'], { description: 'all is for the operator; default own' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'default 100' })),
  cursor: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
});
export type AuditQuery = Static<typeof AuditQuery>;
