/** A certificate registered for the app: its key and the two thumbprints clients name it by. */
import { createHash, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { InputError } from '../http/check-input.ts';

export interface ClientCertificate {
  /** base64url of the SHA-1 of the DER form: `x5t`. */
  readonly sha1: string;
  /** base64url of the SHA-256 of the DER form: `x5t#S256`. */
  readonly sha256: string;
  readonly publicKey: KeyObject;
  /** ms since the epoch. */
  readonly validFrom: number;
  readonly validTo: number;
}

/** @throws {InputError} when the text is no certificate. */
export function readCertificate(pem: string): ClientCertificate {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    throw new InputError('certificates must be PEM texts of X.509 certificates.');
  }
  const thumbprint = (hash: 'sha1' | 'sha256') =>
    createHash(hash).update(certificate.raw).digest('base64url');
  return {
    sha1: thumbprint('sha1'),
    sha256: thumbprint('sha256'),
    publicKey: certificate.publicKey,
    validFrom: Date.parse(certificate.validFrom),
    validTo: Date.parse(certificate.validTo),
  };
}
