/** Files at an event, as `$expand=attachments` gives them. Source: Microsoft Graph, resource type fileAttachment. */
import type { SimAttachment } from '../mailbox/types.ts';
import type { WireAttachment } from './wire-types.ts';

export function presentAttachment(
  { name, contentType, content }: SimAttachment,
  eventId: string,
  index: number,
): WireAttachment {
  const bytes = Buffer.from(content, 'utf8');
  return {
    '@odata.type': '#microsoft.graph.fileAttachment',
    '@odata.mediaContentType': contentType,
    id: `${eventId.replace(/=+$/, '')}${String(index).padStart(4, '0')}`,
    name,
    contentType,
    size: bytes.length,
    isInline: false,
    contentBytes: bytes.toString('base64'),
  };
}
