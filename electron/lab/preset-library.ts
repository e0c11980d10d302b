/** The presets as this lab offers them: digits from an imported MNIST where there is one, times from the engine, and the scorecards. */
import type { ExperimentSpec } from '#core/experiment/spec';
import { checkSpec } from '#core/experiment/validate';
import { ledger, type LedgerEntry } from '#core/claims/ledger';
import { presetOf } from '#core/presets/match';
import { scorecard } from '#core/presets/scorecard';
import type { ProbeResult } from '#core/probes/results';
import type { DatasetSummary } from '#contract/datasets';
import type { PresetScorecard, PresetSummary } from '#contract/presets';
import type { DataLibrary } from '#lab/data-library';
import { totalSeconds } from '#lab/estimate';
import type { EnginePool } from '#lab/ports/engines';
import type { Presets, StoredPreset } from '#lab/ports/environment';
import type { Store, StoredExperiment } from '#lab/ports/store';

export class PresetLibrary {
  readonly #presets: Presets;
  readonly #data: DataLibrary;
  readonly #store: Store;

  constructor(ports: { readonly presets: Presets; readonly data: DataLibrary; readonly store: Store }) {
    this.#presets = ports.presets;
    this.#data = ports.data;
    this.#store = ports.store;
  }

  /** `pool` tells times once an engine is open. */
  list(pool: EnginePool | null): readonly PresetSummary[] {
    const form = (spec: ExperimentSpec): Pick<PresetSummary, 'spec' | 'runs' | 'estimatedSeconds'> => {
      const { plan } = checkSpec(spec, this.#data.shapeOfSpec(spec));
      return { spec, runs: plan?.runs ?? 0, estimatedSeconds: plan === null ? null : totalSeconds(plan, pool) };
    };
    return this.#resolved().map(({ id, preset: { source, expected, figure }, quick, full, importedData }) => ({
      id,
      ...form(quick),
      full: full === null ? null : form(full),
      source,
      expected,
      figure,
      importedData,
    }));
  }

  /** null for an experiment that has the design of no preset. */
  scorecard(experiment: StoredExperiment): PresetScorecard | null {
    return this.#scorecard(experiment, this.#resolved());
  }

  /** The claims, with what finished experiments outside the bin say of them, the newest first. */
  ledger(): readonly LedgerEntry[] {
    const presets = this.#resolved();
    const finished = this.#store.listExperiments().filter(({ state, isDeleted }) => state === 'finished' && !isDeleted);
    const scored = finished.flatMap(({ id, spec }) => {
      if (presetOf(spec, presets) === null) return [];
      const experiment = this.#store.experiment(id);
      const card = experiment === null ? null : this.#scorecard(experiment, presets);
      return card === null ? [] : [{ id, name: spec.name, presetId: card.presetId, rows: card.rows }];
    });
    return ledger(scored);
  }

  #scorecard({ id, spec, conditions }: StoredExperiment, presets: readonly StoredPreset[]): PresetScorecard | null {
    const match = presetOf(spec, presets);
    if (match === null) return null;
    const checks = presets.find((one) => one.id === match.id)?.preset.scorecard ?? [];
    const stored = this.#store.runs(id).filter(({ status }) => status === 'finished' || status === 'diverged');
    const probes = this.#probesByRun(id);
    const runs = stored.map((run) => ({
      runId: run.id,
      condition: conditions[run.condition],
      replicate: run.replicate,
      hasDiverged: run.status === 'diverged',
      evaluations: this.#store.evaluations(run.id),
      probes: probes.get(run.id) ?? [],
    }));
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

  #resolved(): readonly (StoredPreset & { readonly importedData: string | null })[] {
    const mnist = this.#data.list(false).find(isMnist) ?? null;
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
