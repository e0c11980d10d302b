/** A run's network as a file, in words: the moments it can be had from, and what the file takes and gives. Pure. */
import type { RunMoments } from '#contract/probes';
import type { RunDetail } from '#contract/run-detail';
import type { Moment } from '#core/probes/questions';
import { formatCount, formatNumber } from '#renderer/ui/format.ts';

export interface MomentChoice {
  readonly value: string;
  readonly label: string;
  readonly at: Moment;
  readonly update: number;
}

/** The last one first: it is the one that is wanted most. */
export const momentChoices = ({ moments }: RunMoments): readonly MomentChoice[] =>
  moments.toReversed().map(({ at, update, epoch }) => ({
    value: typeof at === 'string' ? at : String(update),
    label:
      at === 'start'
        ? 'Before training'
        : `${WHEN[typeof at === 'string' ? at : 'kept']}update ${formatCount(update)} (epoch ${formatNumber(epoch)})`,
    at,
    update,
  }));
const WHEN = { end: 'End: ', latest: 'Latest so far: ', kept: 'Kept: ' } as const;

/** Why there is nothing to export but weights that have seen no data; null where there is. */
export const exportProblem = ({ moments, problem }: RunMoments): string | null =>
  moments.some(({ at }) => at !== 'start') ? null : (problem ?? 'No weights of this run were kept.');

/** "An ONNX file that needs nothing else: ..." */
export function modelFileWords({ dataShape, condition }: Pick<RunDetail, 'dataShape' | 'condition'>): string {
  const { image, features, target } = dataShape;
  const row =
    image === undefined
      ? `${formatCount(features)} ${features === 1 ? 'feature' : 'features'}`
      : `the ${formatCount(features)} pixel values of an image, channel by channel (${[image.channels, image.height, image.width].join(' × ')})`;
  const prepared = condition.data.scaling === 'none' ? '' : ' (it scales them as this run did)';
  const out =
    target.kind === 'class' ? `“probabilities” of the ${formatCount(target.classes)} classes` : '“values” in the unit of the target';
  return `An ONNX file that needs nothing else: ONNX Runtime opens it in Python, C++ or a browser. “features” takes rows of ${row}, as they came with the data${prepared}; out come ${out}.${asTrained(condition)}`;
}

/** What behaves otherwise than while it trained. */
function asTrained({ model: { layers } }: RunDetail['condition']): string {
  const kinds = new Set(layers.map(({ kind }) => kind));
  const off = kinds.has('dropout') ? ' Dropout is off.' : '';
  return kinds.has('batchNorm') ? `${off} Batch normalisation uses its running averages.` : off;
}
