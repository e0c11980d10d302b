/** Learning-rate and batch-size schedules in words, what each kind reads, and a kind with numbers that fit the run. */
import { type BatchSpec, batchDefaults } from '#core/experiment/batches';
import type { Plan } from '#core/experiment/plan';
import { type ScheduleSpec, scheduleDefaults } from '#core/experiment/schedules';
import type { BatchSize, ExperimentSpec } from '#core/experiment/spec';
import { factorIndex, valuesOf, withValues } from '#renderer/features/designer/factors.ts';
import { metricToWatch, patienceFor } from '#renderer/features/designer/watch-words.ts';
import { formatCount, formatNumber } from '#renderer/ui/format.ts';

export type ScheduleKind = ScheduleSpec['kind'];
export type BatchScheduleKind = BatchSpec['schedule']['kind'];
export type ScheduleUnit = ScheduleSpec['unit'];

export const SCHEDULE_OPTIONS = [
  { value: 'constant', label: 'Constant', hint: 'the same all the time' },
  { value: 'step', label: 'Steps', hint: 'falls every so often' },
  { value: 'milestones', label: 'Milestones', hint: 'falls at chosen points' },
  { value: 'exponential', label: 'Exponential', hint: 'falls a little at every update' },
  { value: 'polynomial', label: 'Straight line or power', hint: 'falls evenly until the end' },
  { value: 'cosine', label: 'Cosine', hint: 'falls slowly, fast, slowly' },
  { value: 'oneCycle', label: 'One cycle', hint: 'rises, then falls below its start' },
  { value: 'plateau', label: 'On a plateau', hint: 'falls when progress stops' },
] as const satisfies readonly { value: ScheduleKind; label: string; hint: string }[];

export const BATCH_SCHEDULE_OPTIONS = [
  { value: 'constant', label: 'Constant', hint: 'the same all the time' },
  { value: 'multiply', label: 'Grow', hint: 'times a factor, every so often' },
  { value: 'changes', label: 'Changes', hint: 'other sizes from chosen points' },
] as const satisfies readonly { value: BatchScheduleKind; label: string; hint: string }[];

type Setting = Exclude<keyof ScheduleSpec, 'kind' | 'unit'>;
const READ_BY: Readonly<Record<ScheduleKind, readonly Setting[]>> = {
  constant: ['warmUp'],
  step: ['warmUp', 'decay', 'every'],
  milestones: ['warmUp', 'decay', 'milestones'],
  exponential: ['warmUp', 'decay', 'every'],
  polynomial: ['warmUp', 'end', 'power'],
  cosine: ['warmUp', 'end'],
  oneCycle: ['rise', 'startDivisor', 'endDivisor'],
  plateau: ['warmUp', 'decay', 'metric', 'patience', 'threshold', 'end'],
};

/** The schedules that a design trains with: one, or those it varies. */
export function scheduleKinds(spec: ExperimentSpec): readonly ScheduleKind[] {
  const kinds = valuesOf(spec, 'schedule.kind');
  return SCHEDULE_OPTIONS.map((option) => option.value).filter((kind) => kinds.includes(kind));
}

/** Whether any schedule of the design reads the setting. */
export function isScheduleRead(spec: ExperimentSpec, name: Setting): boolean {
  return scheduleKinds(spec).some((kind) => READ_BY[kind].includes(name));
}

/** The design with another schedule: what both kinds read stays, the rest is made to fit the length of the run. */
export function withScheduleKind(spec: ExperimentSpec, kind: ScheduleKind, plan: Plan | null): ExperimentSpec {
  const { schedule } = spec;
  if (kind === schedule.kind) return spec;
  const freed = withoutFactors(spec, (path) => {
    const name = /^schedule\.(\w+)$/.exec(path)?.[1];
    return name !== undefined && name !== 'kind' && name !== 'unit' && !READ_BY[kind].some((setting) => setting === name);
  });
  const isUnitChosen = schedule.warmUp > 0 || READ_BY[schedule.kind].some((name) => name === 'every' || name === 'milestones');
  const unit = isUnitChosen ? schedule.unit : naturalUnit(spec);
  const length = runLength(spec, unit, plan);
  const kept = READ_BY[kind].filter((name) => READ_BY[schedule.kind].includes(name)).map((name) => [name, schedule[name]] as const);
  const fitted = {
    every: kind === 'step' || kind === 'exponential' ? part(length, 1 / 3) : scheduleDefaults(kind).every,
    ...(kind === 'plateau' ? { metric: metricToWatch(spec), patience: patienceFor(plan) } : {}),
    milestones: kind === 'milestones' ? [...new Set([part(length, 0.5), part(length, 0.75)])] : [],
  };
  return { ...freed, schedule: { ...scheduleDefaults(kind), unit, ...fitted, ...Object.fromEntries(kept) } };
}

/** The design with another course of the batch size; its numbers fit the length of the run. */
export function withBatchScheduleKind(spec: ExperimentSpec, kind: BatchScheduleKind, plan: Plan | null): ExperimentSpec {
  const { batch } = spec;
  if (kind === batch.schedule.kind) return spec;
  const freed = withoutFactors(spec, (path) => path.startsWith('batch.schedule.') && path !== 'batch.schedule.kind');
  const unit = naturalUnit(spec);
  const length = runLength(spec, unit, plan);
  const fitted = {
    every: kind === 'multiply' ? part(length, 1 / 4) : batchDefaults('full').schedule.every,
    changes: kind === 'changes' ? [{ at: part(length, 0.5), size: 'full' as const }] : [],
  };
  return { ...freed, batch: { ...freed.batch, schedule: { ...batchDefaults('full').schedule, kind, unit, ...fitted } } };
}

function withoutFactors(spec: ExperimentSpec, isGone: (path: string) => boolean): ExperimentSpec {
  const paths = spec.factors.flatMap((factor) => ('path' in factor && isGone(factor.path) ? [factor.path] : []));
  return paths.reduce((changed, path) => withValues(changed, path, [valuesOf(changed, path)[0]]), spec);
}

const naturalUnit = (spec: ExperimentSpec): ScheduleUnit => (spec.budget.unit === 'updates' ? 'updates' : 'epochs');

/** Length of the runs: where they differ, that of the shortest; where it is not known, a round number. */
function runLength(spec: ExperimentSpec, unit: ScheduleUnit, plan: Plan | null): number {
  if (spec.budget.unit === unit && factorIndex(spec, 'budget.amount') === -1) return spec.budget.amount;
  if (plan === null || spec.budget.unit === 'seconds') return unit === 'epochs' ? 30 : 1000;
  return Math.min(...plan.conditions.map((condition) => (unit === 'epochs' ? condition.epochs : condition.length.updates)));
}

/** A share of a length, in whole numbers where there are enough of them. */
function part(length: number, share: number): number {
  return length * share >= 1 ? Math.round(length * share) : Number((length * share).toPrecision(2));
}

/** "constant", "cosine to 0, after a warm-up of 5 epochs". */
export function scheduleWords(spec: ExperimentSpec): string {
  const kinds = scheduleKinds(spec);
  const warmUp = isScheduleRead(spec, 'warmUp') ? written(spec, 'schedule.warmUp') : '0';
  const after = warmUp === '0' ? '' : ` after a warm-up of ${warmUp} ${spec.schedule.unit}`;
  return kinds.map((kind) => kindWords(spec, kind)).join(' | ') + after;
}

function kindWords(spec: ExperimentSpec, kind: ScheduleKind): string {
  const { unit, milestones } = spec.schedule;
  const [decay, every, end] = ['decay', 'every', 'end'].map((name) => written(spec, `schedule.${name}`));
  switch (kind) {
    case 'constant':
      return 'constant';
    case 'step':
      return `times ${decay} every ${every} ${unit}`;
    case 'milestones':
      return `times ${decay} at ${milestones.map((point) => formatNumber(point)).join(', ')} ${unit}`;
    case 'exponential':
      return `falling to ${decay} of it in ${every} ${unit}`;
    case 'polynomial':
      return written(spec, 'schedule.power') === '1' ? `in a straight line to ${end} of it` : `as a power to ${end} of it`;
    case 'cosine':
      return `along a cosine to ${end} of it`;
    case 'oneCycle':
      return 'in one cycle';
    case 'plateau': {
      const [metric, patience] = ['metric', 'patience'].map((name) => written(spec, `schedule.${name}`));
      return `times ${decay} when ${metric.replaceAll('train.', 'training ').replaceAll('.', ' ')} has not got better in ${patience} evaluations`;
    }
    default:
      return kind satisfies never;
  }
}

/** null where the batch size stays. */
export function batchScheduleWords(spec: ExperimentSpec): string | null {
  const { unit, changes, most } = spec.batch.schedule;
  const kinds = valuesOf(spec, 'batch.schedule.kind');
  if (kinds.length > 1) return 'constant or changing';
  if (kinds[0] === 'multiply') {
    const [by, every] = ['by', 'every'].map((name) => written(spec, `batch.schedule.${name}`));
    return `times ${by} every ${every} ${unit}, up to ${sizeWord(most)}`;
  }
  return kinds[0] === 'changes'
    ? changes.map(({ at, size }) => `${sizeWord(size)} from ${unit.slice(0, -1)} ${formatNumber(at)}`).join(', ')
    : null;
}

export const sizeWord = (size: BatchSize): string => (size === 'full' ? 'full' : formatCount(size));

const written = (spec: ExperimentSpec, path: string): string =>
  valuesOf(spec, path)
    .map((value) => (typeof value === 'number' ? formatNumber(value) : String(value)))
    .join(' | ');
