import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

import type { Secrets } from './config.ts';
import type { Complain } from './faults.ts';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/;
const PRIVATE_KEY = /-----BEGIN PRIVATE KEY-----[\s\S]+?-----END PRIVATE KEY-----/;

/** Reads a PEM file with a certificate and the private key that belongs to it. */
export function parseCertificate(file: string, complain: Complain): Secrets['microsoft'] | undefined {
  const refuse = (message: string): undefined => {
    complain('MICROSOFT_CLIENT_CERTIFICATE', message);
    return undefined;
  };
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch {
    // The file is not named: people paste the PEM itself, with its key.
    return refuse('must be the path of a file that can be read, not its content');
  }
  const certificate = CERTIFICATE.exec(pem)?.[0];
  const privateKey = PRIVATE_KEY.exec(pem)?.[0];
  if (certificate === undefined || privateKey === undefined) {
    return refuse('must name a PEM file with both CERTIFICATE and PRIVATE KEY (PKCS #8, not encrypted)');
  }
  try {
    if (!new X509Certificate(certificate).checkPrivateKey(createPrivateKey(privateKey))) {
      return refuse('names a file whose private key does not belong to its certificate');
    }
  } catch {
    return refuse('names a file whose certificate or key is damaged');
  }
  return { kind: 'certificate', certificate, privateKey };
}
