/**
 * Outlook's item and folder ids, byte for byte of the shape that real ones have, so
 * that they are long, case-sensitive, and `-` and `_` count. An id says which
 * mailbox, item and (of an occurrence) original date it means; nothing is looked up.
 *
 * Layout, read off public captures: version, store id (changeable format only),
 * flag, length, [8 bytes of .NET ticks of the original date], entry id, end byte.
 */
import type { SimUser } from '../world/types.ts';
import { hashBytes } from '../world/seeded.ts';
import { dayFromIso, isoFromDay } from '../recurrence/civil-date.ts';

export type IdFormat = 'regular' | 'immutable';

/** What an event id points at; `date` only for one occurrence of a series. */
export interface EventReference {
  readonly key: string;
  readonly date: string | null;
}

interface MailboxBytes {
  readonly store: Buffer;
  readonly provider: Buffer;
  readonly replica: Buffer;
}

const IMMUTABLE_PROVIDER = Buffer.from('1d840311aa6611cd9bc800aa002f845a', 'hex');
/** The last byte of an id with a date in it. */
const OCCURRENCE_END = 0x10;
const DAYS_BEFORE_1970 = 719_162;
const TICKS_PER_DAY = 864_000_000_000n;
const mailboxes = new Map<string, MailboxBytes>();

function bytesOf(user: SimUser): MailboxBytes {
  let bytes = mailboxes.get(user.id);
  if (bytes === undefined) {
    const hash = hashBytes(`${user.id}/mailbox`);
    bytes = {
      store: Buffer.from(user.id, 'latin1'),
      provider: hash.subarray(0, 16),
      replica: hashBytes(`${user.id}/replica`).subarray(0, 16),
    };
    mailboxes.set(user.id, bytes);
  }
  return bytes;
}

/** Exchange's own base64: `-` stands for `/` and `_` for `+`, padding kept. */
function encode(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('/', '-').replaceAll('+', '_');
}

function decode(text: string): Buffer | undefined {
  if (!/^[A-Za-z0-9_-]+={0,2}$/.test(text)) return undefined;
  const bytes = Buffer.from(text.replaceAll('-', '/').replaceAll('_', '+'), 'base64');
  return encode(bytes) === text ? bytes : undefined;
}

function wrap(version: Buffer, entry: Buffer, date: string | null): string {
  if (date === null) {
    const head = Buffer.from([0, entry.length, 0]);
    return encode(Buffer.concat([version, head, entry, Buffer.from([0])]));
  }
  const head = Buffer.alloc(13);
  head.set([1, entry.length + 11, 0, 8]);
  head.writeBigUInt64BE(BigInt(dayFromIso(date) + DAYS_BEFORE_1970) * TICKS_PER_DAY, 4);
  head[12] = entry.length;
  return encode(Buffer.concat([version, head, entry, Buffer.from([OCCURRENCE_END])]));
}

function storeHeader(user: SimUser): Buffer {
  const { store } = bytesOf(user);
  return Buffer.concat([Buffer.from([0, 3, store.length, 0]), store]);
}

/** A calendar folder's id; folders have no immutable format. `key` is 12 hexadecimal digits. */
export function calendarId(user: SimUser, key: string): string {
  const { provider, replica } = bytesOf(user);
  const entry = Buffer.concat([
    Buffer.alloc(4),
    provider,
    Buffer.from([1, 0]),
    replica,
    Buffer.from(key, 'hex'),
    Buffer.alloc(2),
  ]);
  return wrap(storeHeader(user), entry, null);
}

function folderBytes(ofCalendarId: string): Buffer {
  const bytes = decode(ofCalendarId);
  return bytes === undefined ? Buffer.alloc(6) : bytes.subarray(bytes.length - 9, bytes.length - 3);
}

const folders = new Map<string, Buffer>();

function folderOf(ofCalendarId: string): Buffer {
  let folder = folders.get(ofCalendarId);
  if (folder === undefined) {
    folder = folderBytes(ofCalendarId);
    folders.set(ofCalendarId, folder);
  }
  return folder;
}

export function eventId(
  user: SimUser,
  ofCalendarId: string,
  key: string,
  date: string | null,
  format: IdFormat,
): string {
  const { provider, replica } = bytesOf(user);
  const item = Buffer.from(key, 'hex');
  if (format === 'immutable') {
    const entry = Buffer.concat([
      Buffer.alloc(4),
      IMMUTABLE_PROVIDER,
      Buffer.from([13, 0]),
      replica,
      item,
      Buffer.alloc(2),
    ]);
    return wrap(Buffer.from([0, 9]), entry, date);
  }
  const entry = Buffer.concat([
    Buffer.alloc(4),
    provider,
    Buffer.from([7, 0]),
    replica,
    folderOf(ofCalendarId),
    Buffer.alloc(2),
    replica,
    item,
    Buffer.alloc(2),
  ]);
  return wrap(storeHeader(user), entry, date);
}

/** Another spelling of an occurrence's id, which names the same one; any other id is given back as it is. */
export function respelled(id: string): string {
  const bytes = decode(id);
  if (bytes === undefined || bytes.at(-1) !== OCCURRENCE_END) return id;
  return encode(Buffer.concat([bytes.subarray(0, -1), Buffer.from([OCCURRENCE_END + 1])]));
}

/**
 * Reads an event id of either format. `foreign` is a well-formed id of another
 * mailbox; `malformed` is no event id at all.
 */
export function readEventId(user: SimUser, text: string): EventReference | 'malformed' | 'foreign' {
  const bytes = decode(text);
  if (bytes === undefined || bytes.length < 50) return 'malformed';
  const immutable = bytes[0] === 0 && bytes[1] === 9;
  if (!immutable && !(bytes[0] === 0 && bytes[1] === 3)) return 'malformed';
  const entryLength = immutable ? 46 : 70;
  const flagAt = immutable ? 2 : 40;
  const isOccurrence = bytes[flagAt] === 1;
  const entryAt = flagAt + (isOccurrence ? 13 : 3);
  if (bytes.length !== entryAt + entryLength + 1) return 'malformed';
  const entry = bytes.subarray(entryAt, entryAt + entryLength);
  if (entry[20] !== (immutable ? 13 : 7)) return 'malformed';
  if (!entry.subarray(22, 38).equals(bytesOf(user).replica)) return 'foreign';
  const key = entry.subarray(entryLength - 8, entryLength - 2).toString('hex');
  if (!isOccurrence) return { key, date: null };
  const ticks = bytes.readBigUInt64BE(flagAt + 4);
  if (ticks % TICKS_PER_DAY !== 0n) return 'malformed';
  return { key, date: isoFromDay(Number(ticks / TICKS_PER_DAY) - DAYS_BEFORE_1970) };
}
