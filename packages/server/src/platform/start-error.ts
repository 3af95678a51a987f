/**
 * A start that failed for a reason the operator can act on: the message is one sentence
 * that says what to do, and main.ts prints it without a stack.
 */
export class StartError extends Error {
  override readonly name = 'StartError';
}
