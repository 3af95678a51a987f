/**
 * The variables as text → their values, by the schema. A value that cannot be used is complained of and its
 * default stands in for it, so that the rest is still checked. Stricter than a conversion: "3.5" is no port.
 */
import type { Static } from 'typebox';
import { Value } from 'typebox/value';

import { describeVariable, isVariable, requirementOf, variableNames } from './describe-variable.ts';
import type { Complain } from './faults.ts';
import type { Environment } from './load-config.ts';
import { variables } from './variables.ts';
import type { VariableName } from './variables.ts';

export type Values = Static<typeof variables>;

/** Empty is not given: that is how a compose file says "not set". */
export function readValues(env: Environment, complain: Complain): Values {
  const given: Partial<Record<VariableName, unknown>> = {};
  for (const name of variableNames) {
    const text = env[name]?.trim();
    if (text !== undefined && text !== '') given[name] = valueOf(name, text);
  }
  for (const fault of Value.Errors(variables, Value.Default(variables, { ...given }))) {
    const name = fault.instancePath.slice(1);
    if (!isVariable(name)) continue;
    complain(name, requirementOf(name));
    delete given[name];
  }
  return Value.Parse(variables, Value.Default(variables, given));
}

/** Text that is not of its kind stays text, which the schema refuses. */
function valueOf(name: VariableName, text: string): unknown {
  const { type } = describeVariable(name);
  if (type === 'integer') return /^\d{1,9}$/.test(text) ? Number(text) : text;
  if (type === 'number') return /^\d{1,9}(?:\.\d{1,9})?$/.test(text) ? Number(text) : text;
  if (type === 'boolean' && /^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return text;
}
