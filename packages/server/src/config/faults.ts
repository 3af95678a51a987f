/** The faults of a configuration, gathered, and the one message that lists them. Never knows a value: it may be a secret. */
import { StartError } from '../platform/start-error.ts';

import { describeVariable } from './describe-variable.ts';
import type { VariableName } from './variables.ts';

/** Takes note of a fault and goes on. The message is the rest of a sentence that begins with the variable's name. */
export type Complain = (name: VariableName, message: string) => void;

/** What is wrong, one sentence for each variable: the first that was found, later ones only follow from it. */
export class Faults {
  readonly #sentences = new Map<VariableName, string>();

  readonly complain: Complain = (name, message) => {
    if (this.#sentences.has(name)) return;
    this.#sentences.set(name, `${name} ${message}. For example: ${name}=${describeVariable(name).example}`);
  };

  get any(): boolean {
    return this.#sentences.size > 0;
  }

  refusal(): StartError {
    const list = [...this.#sentences.values()].map((sentence) => `  - ${sentence}`);
    return new StartError(
      `The configuration cannot be used:\n${list.join('\n')}\nEvery variable is described in docs/configuration.md.`,
    );
  }
}
