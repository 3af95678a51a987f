/**
 * Writes src/convert/windows-zones.generated.ts from CLDR's windowsZones, territory 001 (the
 * default of each Windows zone). Run it again after an update of cldr-core:
 * node packages/graph-client/scripts/write-windows-zones.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { Type } from 'typebox';
import { Parse } from 'typebox/value';

const cldrFile = Type.Object({
  supplemental: Type.Object({
    version: Type.Object({ _cldrVersion: Type.String() }),
    windowsZones: Type.Object({
      mapTimezones: Type.Array(
        Type.Object({
          mapZone: Type.Object({ _other: Type.String(), _type: Type.String(), _territory: Type.String() }),
        }),
      ),
    }),
  }),
});

const require = createRequire(import.meta.url);
const { supplemental } = Parse(
  cldrFile,
  JSON.parse(readFileSync(require.resolve('cldr-core/supplemental/windowsZones.json'), 'utf8')),
);
const lines = supplemental.windowsZones.mapTimezones
  .map(({ mapZone }) => mapZone)
  .filter((zone) => zone._territory === '001')
  .map((zone) => `  ${JSON.stringify(zone._other)}: ${JSON.stringify(zone._type)},`)
  .sort();

writeFileSync(
  new URL('../src/convert/windows-zones.generated.ts', import.meta.url),
  `// Written by scripts/write-windows-zones.ts from CLDR ${supplemental.version._cldrVersion} (Unicode License v3). Do not edit.

/** Windows zone name → IANA name, territory 001. */
export const windowsZones: Readonly<Record<string, string>> = {
${lines.join('\n')}
};
`,
);
