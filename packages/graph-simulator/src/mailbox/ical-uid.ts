/**
 * iCalUId as Outlook makes it: the Global Object Id in hexadecimal. Bytes 16 to 19
 * hold the original date of an occurrence or exception and are zero in masters and
 * single events. Source: MS-OXOCAL 2.2.1.27.
 */
import { hashBytes, hashHex } from '../world/seeded.ts';
import type { SimUser } from '../world/types.ts';
import type { MailboxItem } from './types.ts';

const HEAD = '040000008200E00074C5B7101A82E008';
const TAIL = '000000000000000010000000';
/** 100 ns steps from 1601-01-01 to 1970-01-01. */
const FILETIME_EPOCH = 116_444_736_000_000_000n;
/** 2025-01-01. */
const FIRST_CREATION = 1_735_689_600_000;

function dateDigits(date: string | null): string {
  if (date === null) return '00000000';
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  return hex(year, 4) + hex(month, 2) + hex(day, 2);
}

/**
 * `seed` names the meeting; copies of one meeting in several mailboxes share it. The
 * creation time in it is made from the seed as well, so that the id outlives a restart.
 */
function iCalUId(seed: string, date: string | null): string {
  const fileTime = Buffer.alloc(8);
  const createdMs = FIRST_CREATION + (hashBytes(`${seed}/created`).readUInt32LE(0) % 31_536_000) * 1000;
  fileTime.writeBigUInt64LE(BigInt(createdMs) * 10_000n + FILETIME_EPOCH);
  return (
    HEAD +
    dateDigits(date) +
    fileTime.toString('hex') +
    TAIL +
    hashHex(`${seed}/goid`, 32)
  ).toUpperCase();
}

/** What names a meeting in its iCalUId, the same in every mailbox that holds a copy. */
export function meetingSeed(owner: SimUser, item: MailboxItem): string {
  return item.meeting?.seed ?? `${owner.id}/${item.key}`;
}

/**
 * `date` is the original date of an occurrence or exception, else null. `uid` is the same for all
 * of a series. What another calendar system made is given as that system wrote it.
 */
export function eventUids(
  owner: SimUser,
  item: MailboxItem,
  date: string | null,
): { readonly iCalUId: string; readonly uid: string } {
  const foreign = item.meeting?.foreignUid ?? null;
  if (foreign !== null) return { iCalUId: foreign, uid: foreign };
  const seed = meetingSeed(owner, item);
  return { iCalUId: iCalUId(seed, date ?? item.meeting?.date ?? null), uid: iCalUId(seed, null) };
}
