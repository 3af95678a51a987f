import type { CalendarChoice } from '@calmirror/api-contract';

/** Field by field: what a session holds besides must leave by no answer. */
export function presentChoice(choice: CalendarChoice): CalendarChoice {
  return {
    id: choice.id,
    name: choice.name,
    color: choice.color,
    hexColor: choice.hexColor,
    ownerName: choice.ownerName,
    ownerAddress: choice.ownerAddress,
    canEdit: choice.canEdit,
    isDefault: choice.isDefault,
    isShared: choice.isShared,
    isConnected: choice.isConnected,
  };
}
