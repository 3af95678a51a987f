/**
 * Writes test/mapping/digests.json anew, after mapperVersion was raised or the corpus grew; refuses
 * where rows changed and the version did not: node --conditions=source packages/server/scripts/renew-mapping-digests.ts
 */
import { writeFileSync } from 'node:fs';

import { committedDigests, currentDigests, digestsFile, whatIsDue } from '../test/mapping/digests.ts';

const current = currentDigests();
const due = whatIsDue(committedDigests(), current);
if (due?.includes('Raise mapperVersion') === true) {
  console.error(due);
  process.exitCode = 1;
} else {
  writeFileSync(digestsFile, `${JSON.stringify(current, null, 2)}\n`);
}
