/** Where a page of events ended: the sort key of its last row. Opaque outside; a bad one is undefined. */
export interface EventPosition {
  /** RFC 3339 in UTC with microseconds, as PostgreSQL keeps them. */
  readonly start: string;
  readonly connectionId: string;
  readonly rowNumber: number;
}

const POSITION =
  /^(\d{4,6}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z) ([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}) ([1-9]\d{0,14})$/;

export function encodeEventCursor(position: EventPosition): string {
  return Buffer.from(`${position.start} ${position.connectionId} ${position.rowNumber}`).toString(
    'base64url',
  );
}

export function decodeEventCursor(cursor: string): EventPosition | undefined {
  const parts = POSITION.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (parts === null) return undefined;
  const [, start = '', connectionId = '', rowNumber = ''] = parts;
  return isInstant(start) ? { start, connectionId, rowNumber: Number(rowNumber) } : undefined;
}

/** What PostgreSQL takes, too: no year 0, no 30th of February. */
function isInstant(start: string): boolean {
  const year = start.slice(0, start.indexOf('-'));
  if (Number(year) === 0) return false;
  // Years of more than four digits have a sign and six (ISO 8601).
  const written = year.length === 4 ? start : `+${start.padStart(start.length + 6 - year.length, '0')}`;
  try {
    Temporal.Instant.from(written);
    return true;
  } catch {
    return false;
  }
}
