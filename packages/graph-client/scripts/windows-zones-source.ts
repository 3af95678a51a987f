/**
 * CLDR's windowsZones as the source of src/convert/windows-zones.generated.ts: territory 001 (the
 * default of each Windows zone), and the territories that differ from it.
 */
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

/** @param cldr what `cldr-core/supplemental/windowsZones.json` holds */
export function windowsZonesSource(cldr: unknown): string {
  const { supplemental } = Parse(cldrFile, cldr);
  const zones = supplemental.windowsZones.mapTimezones.map(({ mapZone }) => ({
    windows: mapZone._other,
    territory: mapZone._territory,
    // Of several zones in one territory the first is the one that CLDR prefers.
    iana: mapZone._type.split(' ')[0] ?? mapZone._type,
  }));
  const worldwide = new Map(
    zones.filter(({ territory }) => territory === '001').map(({ windows, iana }) => [windows, iana]),
  );

  /** `ZZ` is no territory but the zones at sea. */
  const territorial = (windows: string): string[] =>
    zones
      .filter((zone) => zone.windows === windows && !['001', 'ZZ'].includes(zone.territory))
      .filter(({ iana }) => iana !== worldwide.get(windows))
      .map(({ territory, iana }) => `${territory}: ${quoted(iana)}`)
      .sort();

  const quoted = (text: string): string => `'${text}'`;
  const names = [...worldwide.keys()].sort();
  const defaults = names.map((windows) => `  ${quoted(windows)}: ${quoted(worldwide.get(windows) ?? '')},`);
  const byTerritory = names
    .filter((windows) => territorial(windows).length > 0)
    .map((windows) => `  ${quoted(windows)}: { ${territorial(windows).join(', ')} },`);
  return `// Written by scripts/write-windows-zones.ts from CLDR ${supplemental.version._cldrVersion} (Unicode License v3). Do not edit.

/** Windows zone name → IANA name, territory 001. */
export const windowsZones: Readonly<Record<string, string>> = {
${defaults.join('\n')}
};

/** Windows zone name → territory (ISO 3166) → IANA name, where it differs from that of territory 001. */
export const territorialZones: Readonly<Record<string, Readonly<Record<string, string>>>> = {
${byTerritory.join('\n')}
};
`;
}
