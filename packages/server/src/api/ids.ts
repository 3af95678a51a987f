/** Ids as they stand in addresses. One that is no id names nothing: 404, like an unknown or a foreign one. */
import { Type } from 'typebox';

import { ProblemError } from '../platform/problem.ts';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const EVENT_ID = /^([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\.([1-9]\d{0,14})$/i;

export const IdParams = Type.Object({ id: Type.String() });

export function calendarNotFound(): ProblemError {
  return new ProblemError('not_found', 'There is no such calendar: GET /api/calendars lists yours.');
}

/** @throws ProblemError not_found */
export function calendarIdOf(text: string): string {
  if (!UUID.test(text)) throw calendarNotFound();
  return text.toLowerCase();
}

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

export function parseEventId(text: string): { connectionId: string; rowNumber: number } | undefined {
  const parts = EVENT_ID.exec(text);
  if (parts === null) return undefined;
  const [, connectionId = '', rowNumber = ''] = parts;
  return { connectionId: connectionId.toLowerCase(), rowNumber: Number(rowNumber) };
}
