export type VaultErrorCode =
  /** ENCRYPTION_KEY holds no key, or one that is not 32 or 64 hex characters. */
  | 'bad_key'
  /** A value was sealed with a key that ENCRYPTION_KEY does not hold. */
  | 'missing_key'
  /** Not in the vault's format. */
  | 'malformed'
  /** Changed since it was sealed, or sealed for another table, row or column. */
  | 'tampered';

/** Says what is wrong with a sealed value or a key; never holds either. */
export class VaultError extends Error {
  readonly code: VaultErrorCode;

  constructor(code: VaultErrorCode, message: string) {
    super(message);
    this.name = 'VaultError';
    this.code = code;
  }
}
