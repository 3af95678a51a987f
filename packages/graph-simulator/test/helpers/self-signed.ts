/**
 * A certificate for localhost that signs itself, made on the spot: Microsoft's clients
 * send tokens over https only. The key never leaves the test.
 */
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const SEQUENCE = 0x30;
const SET = 0x31;
const hex = (digits: string): Buffer => Buffer.from(digits, 'hex');
const time = (year: number): Buffer => der(0x17, Buffer.from(`${String(year).slice(2)}0101000000Z`));

/** PEM texts; the certificate names `localhost` and 127.0.0.1 and is its own authority. */
export function selfSigned(kind: 'ec' | 'rsa' = 'ec'): { key: string; cert: string } {
  const { privateKey, publicKey } =
    kind === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  // ecdsa-with-SHA256 and sha256WithRSAEncryption, RFC 5758 and RFC 8017.
  const algorithm = der(SEQUENCE, hex(kind === 'ec' ? '06082a8648ce3d040302' : '06092a864886f70d01010b0500'));
  // Of two authorities of one name that a process trusts, OpenSSL would find the wrong one.
  const called = der(0x0c, Buffer.from(`localhost ${randomUUID()}`));
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, hex('0603550403'), called)));
  const alternativeNames = der(
    SEQUENCE,
    der(0x82, Buffer.from('localhost')),
    der(0x87, Buffer.from([127, 0, 0, 1])),
  );
  const extensions = der(
    SEQUENCE,
    der(SEQUENCE, hex('0603551d11'), der(0x04, alternativeNames)),
    der(SEQUENCE, hex('0603551d13'), hex('0101ff'), der(0x04, der(SEQUENCE, hex('0101ff')))),
  );
  const body = der(
    SEQUENCE,
    der(0xa0, hex('020102')),
    hex('020101'),
    algorithm,
    name,
    der(SEQUENCE, time(2020), time(2049)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  );
  const signature = sign('sha256', body, privateKey);
  const certificate = der(SEQUENCE, body, algorithm, der(0x03, Buffer.from([0]), signature));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
  };
}
