/** Outlook's changeKey: 22 bytes in base64, the mailbox and the number of its change. */
import type { SimUser } from '../world/types.ts';
import { hashBytes } from '../world/seeded.ts';

const prefixes = new Map<string, Buffer>();

export function changeKeyOf(user: SimUser, change: number): string {
  let prefix = prefixes.get(user.id);
  if (prefix === undefined) {
    prefix = hashBytes(`${user.id}/replica`).subarray(0, 16);
    prefixes.set(user.id, prefix);
  }
  const bytes = Buffer.alloc(22);
  prefix.copy(bytes);
  bytes.writeUIntBE(change, 16, 6);
  return bytes.toString('base64');
}
