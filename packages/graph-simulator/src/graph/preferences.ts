/**
 * The `Prefer` header: which of it is honoured, and the `Preference-Applied` that
 * says so. Preferences are never part of a paging link; every request brings its own.
 * Source: Microsoft Graph, Outlook time zone, body format and immutable id pages.
 */
import type { IdFormat } from '../mailbox/ids.ts';
import { ianaZone } from '../recurrence/time-zones.ts';
import { GraphError } from './graph-error.ts';

export interface Preferences {
  /** The zone's name exactly as asked for, echoed in every time; `UTC` when not asked. */
  readonly zoneName: string;
  readonly zone: string;
  readonly zoneWasAsked: boolean;
  readonly idFormat: IdFormat;
  readonly bodyAsText: boolean;
  readonly maxPageSize: number | null;
  /** What was honoured, as `Preference-Applied` names it; page size is delta's to add. */
  readonly applied: readonly string[];
}

const ITEM = /^\s*([\w.-]+)\s*(?:=\s*(?:"([^"]*)"|([^\s"]*))\s*)?$/;

/**
 * `ignoresZone`: the zone is checked and then passed over.
 * @throws GraphError for a zone that Outlook does not know.
 */
export function readPreferences(header: string | undefined, ignoresZone = false): Preferences {
  let zoneName = 'UTC';
  let zone = 'UTC';
  let zoneWasAsked = false;
  let idFormat: IdFormat = 'regular';
  let bodyAsText = false;
  let maxPageSize: number | null = null;
  const applied: string[] = [];
  for (const part of (header ?? '').split(/[,;](?=(?:[^"]*"[^"]*")*[^"]*$)/)) {
    const match = ITEM.exec(part);
    if (match === null) continue;
    const [, name = '', quoted, bare] = match;
    const value = quoted ?? bare ?? '';
    switch (name.toLowerCase()) {
      case 'outlook.timezone': {
        const known = ianaZone(value);
        if (known === undefined)
          throw new GraphError(
            400,
            'TimeZoneNotSupportedException',
            `A valid TimeZone value must be specified. The following TimeZone value is not supported: '${value}'.`,
          );
        if (ignoresZone) break;
        [zoneName, zone, zoneWasAsked] = [value, known, true];
        applied.push(`outlook.timezone="${value}"`);
        break;
      }
      case 'idtype':
        if (value.toLowerCase() !== 'immutableid') break;
        idFormat = 'immutable';
        applied.push('IdType="ImmutableId"');
        break;
      case 'outlook.body-content-type':
        if (!/^(?:text|html)$/i.test(value)) break;
        bodyAsText = value.toLowerCase() === 'text';
        applied.push(`outlook.body-content-type="${value.toLowerCase()}"`);
        break;
      case 'odata.maxpagesize': {
        const size = Number(value);
        if (!Number.isInteger(size) || size < 1) break;
        maxPageSize = Math.min(size, 1000);
        break;
      }
      default:
    }
  }
  return {
    zoneName,
    zone,
    zoneWasAsked,
    idFormat,
    bodyAsText,
    maxPageSize,
    applied,
  };
}
