/** The optimizers in words, with the learning rate that is usual for each, and what a change of kind does to a design. */
import { fieldName } from '#core/experiment/describe';
import { isRead, OPTIMIZER_KINDS, type OptimizerKind, readSettings } from '#core/experiment/optimizers';
import type { ExperimentSpec } from '#core/experiment/spec';
import { factorIndex, linkedFactor, valuesOf, withValues } from '#renderer/features/designer/factors.ts';
import { asSentence } from '#renderer/features/designer/issues.ts';
import { formatNumber } from '#renderer/ui/format.ts';

interface OptimizerWords {
  readonly label: string;
  readonly hint: string;
  /** A rate to begin with: where the lab's own designs begin for SGD, PyTorch's for the Adams, the papers' order of size for the others. */
  readonly usualRate: number;
}

export const OPTIMIZERS: Readonly<Record<OptimizerKind, OptimizerWords>> = {
  sgd: { label: 'SGD', hint: 'Gradient descent, with or without momentum', usualRate: 0.01 },
  rmsprop: { label: 'RMSprop', hint: 'Divides by the usual gradient size', usualRate: 0.001 },
  adam: { label: 'Adam', hint: 'Momentum, and divides by the usual size', usualRate: 0.001 },
  adamW: { label: 'AdamW', hint: 'Adam with weight decay apart', usualRate: 0.001 },
  lars: { label: 'LARS', hint: 'For large batches: each layer at its own pace', usualRate: 1 },
  lamb: { label: 'LAMB', hint: 'For large batches: Adam, each layer at its own pace', usualRate: 0.002 },
};

export const OPTIMIZER_OPTIONS = OPTIMIZER_KINDS.map((value) => ({ value, label: OPTIMIZERS[value].label, hint: OPTIMIZERS[value].hint }));

/** The fields of the designer's optimizer section that can be varied. */
export const OPTIMIZER_FIELDS = [
  ...['kind', 'momentum', 'nesterov', 'weightDecay', 'decoupled', 'beta1', 'beta2', 'smoothing', 'epsilon'].map(
    (name) => `optimizer.${name}`,
  ),
  'optimizer.trustCoefficient',
  'optimizer.clipNorm',
  'labelSmoothing',
] as const;

/** The kinds that a design trains with: one, or those it varies. */
export function kindsOf(spec: ExperimentSpec): readonly OptimizerKind[] {
  const kinds = valuesOf(spec, 'optimizer.kind');
  return OPTIMIZER_KINDS.filter((kind) => kinds.includes(kind));
}

/** Whether any kind of the design reads the setting. */
export function isReadBySome(spec: ExperimentSpec, name: string): boolean {
  return kindsOf(spec).some((kind) => isRead(kind, name));
}

export interface KindChange {
  readonly spec: ExperimentSpec;
  /** What else changed, or was left although another value is usual; null where there is nothing to say. */
  readonly note: string | null;
}

/**
 * The design with another optimizer. Settings that both read stay, all others go back to their defaults and are no longer varied; the
 * learning rate follows only where it was still the one usual for the kind before.
 */
export function withKind(spec: ExperimentSpec, kind: OptimizerKind): KindChange {
  const before = spec.optimizer.kind;
  if (kind === before) return { spec, note: null };
  const unread = OPTIMIZER_FIELDS.filter((path) => {
    const name = path.slice('optimizer.'.length);
    return path.startsWith('optimizer.') && !isRead(kind, name) && factorIndex(spec, path) !== -1 && linkedFactor(spec, path) === null;
  });
  const freed = unread.reduce((changed, path) => withValues(changed, path, [valuesOf(changed, path)[0]]), spec);

  const rate = spec.optimizer.learningRate;
  const { label, usualRate } = OPTIMIZERS[kind];
  const isVaried = factorIndex(spec, 'optimizer.learningRate') !== -1;
  const follows = !isVaried && rate === OPTIMIZERS[before].usualRate;
  const optimizer = readSettings({ ...freed.optimizer, kind, learningRate: follows ? usualRate : rate });

  const sentences = unread.map((path) => `${asSentence(fieldName(path))} is no longer varied: ${label} does not use it.`);
  if (follows && usualRate !== rate) {
    const was = `it was still ${formatNumber(rate)}, usual for ${OPTIMIZERS[before].label}`;
    sentences.push(`Learning rate set to ${formatNumber(usualRate)}, usual for ${label} (${was}).`);
  } else if (!follows && (isVaried || usualRate !== rate)) {
    const kept = isVaried ? 'Your learning rates were kept' : `Your learning rate, ${formatNumber(rate)}, was kept`;
    sentences.push(`${kept}; usual for ${label} is ${formatNumber(usualRate)}.`);
  }
  return { spec: { ...freed, optimizer }, note: sentences.length === 0 ? null : sentences.join(' ') };
}
