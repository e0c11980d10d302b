/** The presets as this lab offers them: digits from an imported MNIST where there is one, times from the engine, and the scorecards. */
import type { Plan } from '#core/experiment/plan';
import type { ExperimentSpec } from '#core/experiment/spec';
import { checkSteps } from '#core/experiment/validate';
import { ledger, type LedgerEntry } from '#core/claims/ledger';
import { presetOf } from '#core/presets/match';
import { scorecard } from '#core/presets/scorecard';
import type { ProbeResult } from '#core/probes/results';
import type { Steps } from '#core/steps';
import type { DatasetSummary } from '#contract/datasets';
import type { PresetScorecard, PresetSummary } from '#contract/presets';
import type { DataLibrary } from '#lab/data-library';
import { wholeSeconds } from '#lab/estimate';
import type { TrainingCosts } from '#lab/ports/engines';
import type { Presets, StoredPreset } from '#lab/ports/environment';
import type { Store, StoredExperiment } from '#lab/ports/store';

type CostsOf = (plan: Plan) => Steps<TrainingCosts | null>;

export class PresetLibrary {
  readonly #presets: Presets;
  readonly #data: DataLibrary;
  readonly #store: Store;
  /** Designs of presets stay as they are: each is planned once. */
  readonly #plans = new WeakMap<ExperimentSpec, Plan | null>();

  constructor(ports: { readonly presets: Presets; readonly data: DataLibrary; readonly store: Store }) {
    this.#presets = ports.presets;
    this.#data = ports.data;
    this.#store = ports.store;
  }

  /** `costsOf` a plan on the engine that it would get; null before anything was measured. */
  *list(costsOf: CostsOf): Steps<readonly PresetSummary[]> {
    const summaries: PresetSummary[] = [];
    for (const { id, preset, quick, full, importedData } of yield* this.#resolved()) {
      const { source, expected, figure } = preset;
      const ofQuick = yield* this.#form(quick, costsOf);
      summaries.push({
        id,
        ...ofQuick,
        full: full === null ? null : yield* this.#form(full, costsOf),
        source,
        expected,
        figure,
        importedData,
      });
    }
    return summaries;
  }

  *#form(spec: ExperimentSpec, costsOf: CostsOf): Steps<Pick<PresetSummary, 'spec' | 'runs' | 'estimatedSeconds'>> {
    const plan = yield* this.#planOf(spec);
    yield;
    const estimatedSeconds = plan === null ? null : (yield* wholeSeconds(plan, spec.record.probes, yield* costsOf(plan))).total;
    yield;
    return { spec, runs: plan?.runs ?? 0, estimatedSeconds };
  }

  *#planOf(spec: ExperimentSpec): Steps<Plan | null> {
    const known = this.#plans.get(spec);
    if (known !== undefined) return known;
    const { plan } = yield* checkSteps(spec, this.#data.shapeOfSpec(spec));
    this.#plans.set(spec, plan);
    return plan;
  }

  /** null for an experiment that has the design of no preset. */
  *scorecard(experiment: StoredExperiment): Steps<PresetScorecard | null> {
    return yield* this.#scorecard(experiment, yield* this.#resolved());
  }

  /** The claims, with what finished experiments outside the bin say of them, the newest first. */
  *ledger(): Steps<readonly LedgerEntry[]> {
    const presets = yield* this.#resolved();
    const finished = this.#store.listExperiments().filter(({ state, isDeleted }) => state === 'finished' && !isDeleted);
    const scored: Parameters<typeof ledger>[0][number][] = [];
    for (const { id, spec } of finished) {
      yield;
      if (presetOf(spec, presets) === null) continue;
      const experiment = this.#store.experiment(id);
      const card = experiment === null ? null : yield* this.#scorecard(experiment, presets);
      if (card !== null) scored.push({ id, name: spec.name, presetId: card.presetId, rows: card.rows });
    }
    return ledger(scored);
  }

  *#scorecard({ id, spec, conditions }: StoredExperiment, presets: readonly StoredPreset[]): Steps<PresetScorecard | null> {
    const match = presetOf(spec, presets);
    if (match === null) return null;
    const checks = presets.find((one) => one.id === match.id)?.preset.scorecard ?? [];
    const stored = this.#store.runs(id).filter(({ status }) => status === 'finished' || status === 'diverged');
    const probes = this.#probesByRun(id);
    const runs: Parameters<typeof scorecard>[1][number][] = [];
    for (const run of stored) {
      runs.push({
        runId: run.id,
        condition: conditions[run.condition],
        replicate: run.replicate,
        hasDiverged: run.status === 'diverged',
        evaluations: this.#store.evaluations(run.id),
        probes: probes.get(run.id) ?? [],
      });
      yield;
    }
    return { presetId: match.id, form: match.form, rows: scorecard(checks, runs, spec.target) };
  }

  #probesByRun(experimentId: string): ReadonlyMap<string, readonly ProbeResult[]> {
    const found = new Map<string, ProbeResult[]>();
    for (const { id } of this.#store.listProbes(experimentId)) {
      const record = this.#store.probe(id);
      for (const runId of record?.runIds ?? []) if (record !== null) found.set(runId, [...(found.get(runId) ?? []), record.result]);
    }
    return found;
  }

  *#resolved(): Steps<readonly (StoredPreset & { readonly importedData: string | null })[]> {
    const mnist = this.#data.list(false).find(isMnist) ?? null;
    yield;
    return this.#presets.list().map((stored) => {
      if (mnist === null || !stored.preset.prefersMnist) return { ...stored, importedData: null };
      const { quick, full } = stored;
      return { ...stored, quick: onData(quick, mnist), full: full === null ? null : onData(full, mnist), importedData: mnist.name };
    });
  }
}

/** Handwritten digits of 28 x 28 under their own name; Fashion-MNIST and KMNIST have the same shape. */
function isMnist({ name, shape }: DatasetSummary): boolean {
  const { image, target } = shape;
  const hasShape = image?.channels === 1 && image.height === 28 && image.width === 28 && target.kind === 'class' && target.classes === 10;
  return hasShape && shape.rows >= 10_000 && /mnist/i.test(name) && !/fashion|k-?mnist|kuzushiji|e-?mnist/i.test(name);
}

/** The same numbers of rows in every part, taken from the imported data. */
function onData(spec: ExperimentSpec, { name, shape }: DatasetSummary): ExperimentSpec {
  const { source, split } = spec.data;
  if (source.kind !== 'digits') return spec;
  const part = Math.min(1, source.samples / shape.rows);
  const parts = { train: split.train * part, validation: split.validation * part, test: split.test * part };
  return { ...spec, data: { ...spec.data, source: { kind: 'dataset', name }, split: { ...split, ...parts } } };
}
