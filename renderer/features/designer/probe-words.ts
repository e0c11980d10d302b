/** What can be asked of trained weights, in words: one line on what each probe tells, and the usual settings. */
import type { ExperimentSpec } from '#core/experiment/spec';
import { type ProbeRequest, requestSchema } from '#core/probes/questions';
import { formatNumber, plural } from '#renderer/ui/format.ts';

export type RequestKind = ProbeRequest['kind'];

interface ProbeWords {
  readonly kind: RequestKind;
  readonly label: string;
  readonly tells: string;
}

export const PROBES: readonly ProbeWords[] = [
  {
    kind: 'gradient',
    label: 'Gradients of many batches',
    tells: 'How long gradients are, and how much they scatter, at each batch size; with the curve of theory.',
  },
  {
    kind: 'noiseScale',
    label: 'Noise scale',
    tells: 'The batch size up to which averaging over more samples pays.',
  },
  {
    kind: 'sharpness',
    label: 'Sharpness',
    tells: 'How steeply the loss rises around the weights: largest curvature, and largest loss in small boxes.',
  },
  {
    kind: 'slices',
    label: 'Slices of the loss',
    tells: 'The loss along random directions through the weights, as curves to look at.',
  },
  {
    kind: 'distances',
    label: 'Distances',
    tells: 'How far the weights have come from their start, in all and layer by layer.',
  },
  {
    kind: 'optimum',
    label: 'Distance to the optimum',
    tells: 'How far a model without hidden layers is from the best one there is.',
  },
];

export const newRequest = (kind: RequestKind): ProbeRequest => requestSchema.parse({ kind });

/** A request without replacement does not name it, as requests did before there was a choice. */
export function drawnWithReplacement(
  request: Extract<ProbeRequest, { readonly kind: 'gradient' | 'noiseScale' }>,
  isOn: boolean,
): ProbeRequest {
  const changed = { ...request };
  if (isOn) changed.withReplacement = true;
  else delete changed.withReplacement;
  return changed;
}

/** Position of the first probe of a kind, or -1. */
export const requestIndex = (spec: ExperimentSpec, kind: RequestKind): number => spec.record.probes.findIndex((one) => one.kind === kind);

/** Switches a probe on with its usual settings, or off altogether. */
export function withProbe(spec: ExperimentSpec, kind: RequestKind, isOn: boolean): ExperimentSpec {
  const others = spec.record.probes.filter((one) => one.kind !== kind);
  return withRequests(spec, isOn ? [...others, newRequest(kind)] : others);
}

export const withRequests = (spec: ExperimentSpec, probes: readonly ProbeRequest[]): ExperimentSpec => ({
  ...spec,
  record: { ...spec.record, probes: [...probes] },
});

export const withKept = (spec: ExperimentSpec, change: Partial<ExperimentSpec['record']['keepWeights']>): ExperimentSpec => ({
  ...spec,
  record: { ...spec.record, keepWeights: { ...spec.record.keepWeights, ...change } },
});

/** "weights kept after epochs 2, 30 and at the end; noise scale" */
export function probesSummary({ record: { keepWeights, probes } }: ExperimentSpec): string {
  const { epochs, updates, atEnd } = keepWeights;
  const points = [
    ...(epochs.length === 0 ? [] : [`after epochs ${epochs.map((epoch) => formatNumber(epoch)).join(', ')}`]),
    ...(updates.length === 0 ? [] : [`after updates ${updates.map((update) => formatNumber(update, 12)).join(', ')}`]),
    ...(atEnd ? ['at the end'] : []),
  ];
  const kept = points.length === 0 ? 'No weights kept' : `Weights kept ${points.join(' and ')}`;
  const names = [...new Set(probes.map(({ kind }) => PROBES.find((one) => one.kind === kind)?.label.toLowerCase() ?? kind))];
  if (names.length > 2) return `${kept}; ${plural(names.length, 'probe')}`;
  return names.length === 0 ? kept : `${kept}; ${names.join(', ')}`;
}
