/**
 * Where every update of a run is in its epochs, also when the batch size changes: an epoch is one pass over the training rows in its
 * own order, cut into batches; a change of size takes effect at its update and goes on cutting the epoch where it was.
 */

export type Remainder = 'keep' | 'drop' | 'weightBySize';

/** A batch size and the first update (0-based) that has it. */
export interface BatchPhase {
  readonly fromUpdate: number;
  readonly size: number;
}

/** A phase with its place. Rows are positions in the order of an epoch. */
export interface TimelinePhase extends BatchPhase {
  /** Epoch (0-based) and row at which it begins. */
  readonly epoch: number;
  readonly row: number;
  /** Samples seen before it. */
  readonly samples: number;
  /** Updates, and samples, left in the epoch in which it begins. */
  readonly firstUpdates: number;
  readonly firstSamples: number;
  readonly updatesPerEpoch: number;
  readonly samplesPerEpoch: number;
}

export interface Timeline {
  /** Training rows. */
  readonly rows: number;
  /** Ascending; the first begins at update 0. */
  readonly phases: readonly [TimelinePhase, ...TimelinePhase[]];
}

/** Which rows an update sees: `size` positions from `row` on in the order of `epoch`; fewer than the phase's size in a remainder. */
export interface BatchPlace {
  readonly epoch: number;
  readonly row: number;
  readonly size: number;
}

/** The timeline of one batch size. Batches larger than all rows are all rows. */
export function timelineOf(rows: number, batchSize: number, remainder: Remainder): Timeline {
  return { rows, phases: [phase(rows, Math.min(batchSize, rows), remainder, { update: 0, epoch: 0, row: 0, samples: 0 })] };
}

/** The timeline with a change of size after its last phase has begun. */
export function withPhase(timeline: Timeline, { fromUpdate, size }: BatchPhase, remainder: Remainder): Timeline {
  const { epoch, row } = batchAt(timeline, fromUpdate);
  const start = { update: fromUpdate, epoch, row, samples: samplesAfter(timeline, fromUpdate) };
  return { ...timeline, phases: [...timeline.phases, phase(timeline.rows, Math.min(size, timeline.rows), remainder, start)] };
}

/** The timeline of a first size and later changes. */
export function timelineWith(rows: number, batchSize: number, later: readonly BatchPhase[], remainder: Remainder): Timeline {
  return later.reduce((timeline, change) => withPhase(timeline, change, remainder), timelineOf(rows, batchSize, remainder));
}

function phase(
  rows: number,
  size: number,
  remainder: Remainder,
  start: { readonly update: number; readonly epoch: number; readonly row: number; readonly samples: number },
): TimelinePhase {
  const updatesOf = (left: number): number => (remainder === 'drop' ? Math.floor(left / size) : Math.ceil(left / size));
  const samplesOf = (left: number): number => (remainder === 'drop' ? updatesOf(left) * size : left);
  const left = rows - start.row;
  return {
    fromUpdate: start.update,
    size,
    epoch: start.epoch,
    row: start.row,
    samples: start.samples,
    firstUpdates: updatesOf(left),
    firstSamples: samplesOf(left),
    updatesPerEpoch: updatesOf(rows),
    samplesPerEpoch: samplesOf(rows),
  };
}

/** The phase that update `update` belongs to. */
export function phaseAt({ phases }: Timeline, update: number): TimelinePhase {
  return phases.findLast((one) => one.fromUpdate <= update) ?? phases[0];
}

/** First update of the next phase; Infinity in the last one. */
export function phaseEnd({ phases }: Timeline, update: number): number {
  return phases.find((one) => one.fromUpdate > update)?.fromUpdate ?? Infinity;
}

/** The batch of update `update`, 0-based. */
export function batchAt(timeline: Timeline, update: number): BatchPlace {
  const own = phaseAt(timeline, update);
  const index = update - own.fromUpdate;
  const later = index - own.firstUpdates;
  const epochs = Math.floor(later / own.updatesPerEpoch);
  const [epoch, row] =
    later < 0 ? [own.epoch, own.row + index * own.size] : [own.epoch + 1 + epochs, (later - epochs * own.updatesPerEpoch) * own.size];
  return { epoch, row, size: Math.min(own.size, timeline.rows - row) };
}

/** Samples seen after so many updates, counted with repetition. */
export function samplesAfter(timeline: Timeline, updates: number): number {
  const own = phaseAt(timeline, updates);
  const index = updates - own.fromUpdate;
  const later = index - own.firstUpdates;
  if (later < 0) return own.samples + index * own.size;
  const epochs = Math.floor(later / own.updatesPerEpoch);
  const rest = (later - epochs * own.updatesPerEpoch) * own.size;
  return own.samples + own.firstSamples + epochs * own.samplesPerEpoch + rest;
}

/** Fewest updates after which so many samples have been seen. */
export function updatesForSamples(timeline: Timeline, samples: number): number {
  const own = timeline.phases.findLast((one) => one.samples < samples) ?? timeline.phases[0];
  const wanted = samples - own.samples;
  if (wanted <= own.firstSamples) return own.fromUpdate + Math.min(own.firstUpdates, Math.ceil(wanted / own.size));
  const left = wanted - own.firstSamples;
  const epochs = Math.floor(left / own.samplesPerEpoch);
  const rest = Math.ceil((left - epochs * own.samplesPerEpoch) / own.size);
  return own.fromUpdate + own.firstUpdates + epochs * own.updatesPerEpoch + rest;
}

/** The update at which so many epochs are over, between two updates for a fraction of an epoch. */
export function updateAtEpoch({ rows, phases }: Timeline, epochs: number): number {
  const own = phases.findLast((one) => one.epoch + one.row / rows <= epochs + 1e-9) ?? phases[0];
  const sinceStart = epochs - own.epoch;
  if (own.row === 0) return own.fromUpdate + sinceStart * own.updatesPerEpoch;
  if (sinceStart >= 1) return own.fromUpdate + own.firstUpdates + (sinceStart - 1) * own.updatesPerEpoch;
  return own.fromUpdate + (own.firstUpdates * Math.max(0, sinceStart * rows - own.row)) / (rows - own.row);
}
