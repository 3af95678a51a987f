/** An edit that the mailbox refuses; the codes are those of Graph's answers. */
export type EditErrorCode =
  | 'ErrorItemNotFound'
  | 'ErrorAccessDenied'
  | 'ErrorPropertyValidationFailure'
  | 'ErrorInvalidRequest'
  | 'TimeZoneNotSupportedException';

export class EditError extends Error {
  readonly code: EditErrorCode;

  constructor(code: EditErrorCode, message: string) {
    super(message);
    this.name = 'EditError';
    this.code = code;
  }
}

export function itemNotFound(): EditError {
  return new EditError('ErrorItemNotFound', 'The specified object was not found in the store.');
}
