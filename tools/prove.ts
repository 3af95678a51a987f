/** `npm run prove -- <name> [--runs N] [--seed N]`: the laws of the tests, over far more cases than a test run has time for. */
import { parseArgs } from 'node:util';

interface Proof {
  readonly runs: number;
  /** Prints what it tried; false where the law was broken. */
  prove(runs: number, seed: number): Promise<boolean>;
}

const proofs: Readonly<Record<string, Proof>> = {
  recurrence: {
    runs: 50_000,
    prove: async (runs, seed) => {
      const { proveRecurrence } = await import('../packages/graph-client/test/support/recurrence-law.ts');
      return proveRecurrence(runs, seed);
    },
  },
  teams: {
    runs: 100_000,
    prove: async (runs, seed) => {
      const { tryMutatedInvitations } =
        await import('../packages/graph-client/test/support/mutated-invitations.ts');
      const { withLink, faults } = tryMutatedInvitations(runs, seed);
      console.log(
        `teams: ${runs} mutated invitations, ${withLink} still with a link, ${faults.length} faults`,
      );
      for (const { fault, body } of faults) console.log(`\n${fault}\n${body}`);
      return faults.length === 0;
    },
  },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean', short: 'h' },
    runs: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});

const usage = `npm run prove -- <name> [--runs N] [--seed N]\n\nNames: ${Object.keys(proofs).join(', ')}`;
const seed = Number(values.seed);
const runs = values.runs === undefined ? undefined : Number(values.runs);
const names = positionals.length === 0 ? Object.keys(proofs) : positionals;
const isCount = (value: number): boolean => Number.isSafeInteger(value) && value > 0;

if (values.help === true) {
  console.log(usage);
} else if (
  !isCount(seed) ||
  (runs !== undefined && !isCount(runs)) ||
  names.some((name) => !(name in proofs))
) {
  console.error(usage);
  process.exitCode = 2;
} else {
  for (const name of names) {
    const proof = proofs[name];
    if (proof !== undefined && !(await proof.prove(runs ?? proof.runs, seed))) process.exitCode = 1;
  }
}
