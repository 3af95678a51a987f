/**
 * Writes src/recurrence/windows-zones.generated.ts from CLDR's windowsZones, territory 001. Run it again after an
 * update of cldr-core: node packages/graph-simulator/scripts/write-windows-zones.ts
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

const file = createRequire(import.meta.url).resolve('cldr-core/supplemental/windowsZones.json');
const { supplemental } = Parse(cldrFile, JSON.parse(readFileSync(file, 'utf8')));
const lines = supplemental.windowsZones.mapTimezones
  .filter(({ mapZone }) => mapZone._territory === '001')
  .map(({ mapZone }) => `  '${mapZone._other}': '${mapZone._type}',`)
  .toSorted();

writeFileSync(
  new URL('../src/recurrence/windows-zones.generated.ts', import.meta.url),
  `// Written by scripts/write-windows-zones.ts from CLDR ${supplemental.version._cldrVersion} (Unicode License v3). Do not edit.

/** Windows zone name → IANA name, territory 001. */
export const WINDOWS_ZONES: Readonly<Record<string, string>> = {
${lines.join('\n')}
};
`,
);
