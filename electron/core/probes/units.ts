/** How the features that a network sees come from those of the data as it came. */
import type { Table } from '#core/data/table';

/** network input = value * scale + shift. */
export interface Unit {
  readonly scale: number;
  readonly shift: number;
}

/** Of every feature, from a table before and after preparation: scaling is a straight line through any two different values. */
export function unitsOf(raw: Table, prepared: Table): readonly Unit[] {
  const width = raw.featureNames.length;
  return raw.featureNames.map((_, column) => {
    let [least, most] = [column, column];
    for (let at = column; at < raw.features.length; at += width) {
      if (raw.features[at] < raw.features[least]) least = at;
      if (raw.features[at] > raw.features[most]) most = at;
    }
    const spread = raw.features[most] - raw.features[least];
    const scale = spread > 0 ? (prepared.features[most] - prepared.features[least]) / spread : 1;
    return { scale, shift: prepared.features[least] - raw.features[least] * scale };
  });
}
