/** Why a recurrence cannot be written as a rule; `field` names the value, such as `pattern.interval`. */
export type RecurrenceErrorCode =
  /** A field that its type needs is absent, null or empty. */
  | 'missing'
  /** A word that is no member of its enumeration. */
  | 'unknown_value'
  /** A number outside of what its field can mean. */
  | 'out_of_range'
  /** Not a date of the calendar. */
  | 'invalid_date';

export class RecurrenceError extends Error {
  readonly code: RecurrenceErrorCode;
  readonly field: string;

  constructor(code: RecurrenceErrorCode, field: string) {
    super(`The recurrence has a bad value in ${field} (${code}).`);
    this.name = 'RecurrenceError';
    this.code = code;
    this.field = field;
  }
}
