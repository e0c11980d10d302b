/** The value of a setting as it stands in a table. */
import type { FieldValue } from '#core/compare/fields';
import { valueName } from '#core/experiment/describe';
import { formatNumber } from '#renderer/ui/format.ts';

export function settingText(value: FieldValue | undefined): string {
  if (value === undefined || value === null) return '–';
  if (typeof value === 'number') return formatNumber(value, 6);
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value) ? value.slice(0, 8) : valueName(value);
}
