/**
 * Writes src/convert/windows-zones.generated.ts. Run it again after an update of cldr-core:
 * node packages/graph-client/scripts/write-windows-zones.ts
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { windowsZonesSource } from './windows-zones-source.ts';

const require = createRequire(import.meta.url);
writeFileSync(
  new URL('../src/convert/windows-zones.generated.ts', import.meta.url),
  windowsZonesSource(require('cldr-core/supplemental/windowsZones.json')),
);
