/** Presets on a real store: recognised, scored and held against claims; digits from an imported MNIST. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sourceShape } from '#core/data/shape';
import { checkSpec } from '#core/experiment/validate';
import { allAtOnce, type Steps } from '#core/steps';
import { createDatasetFiles } from '#datasets/dataset-files';
import { presetFiles } from '#host/preset-files';
import { DataLibrary } from '#lab/data-library';
import type { Environment } from '#lab/ports/environment';
import type { Store, StoredExperiment } from '#lab/ports/store';
import { PresetLibrary } from '#lab/preset-library';
import { openStore } from '#store/open-store';
import { FakeClock } from '#test/support/fake-clock';
import { EMPTY_BATCH, sampleEvaluation, sampleExperiment, temporaryFolder } from '#test/support/store-sample';

/** No engine was measured. */
function* unmeasured(): Steps<null> {
  yield;
  return null;
}

let store: Store;
let remove: () => void;
let library: PresetLibrary;
const presets = presetFiles('resources/presets');
beforeEach(() => {
  const temporary = temporaryFolder();
  remove = temporary.remove;
  store = openStore(temporary.folder, { mode: 'write' });
  // Neither imports nor generates: of the environment nothing is asked.
  const environment = {} as Environment;
  const data = new DataLibrary({ store, files: createDatasetFiles(temporary.folder), environment, clock: new FakeClock() });
  library = new PresetLibrary({ presets, data, store });
});
afterEach(() => {
  store.close();
  remove();
});

/** The preset `equal-updates` with five seeds, of which both batch sizes end at the same accuracy, the smaller one after fewer epochs. */
function finished(id: string): StoredExperiment {
  const spec = presets.list().find((one) => one.id === 'equal-updates')?.quick;
  if (spec?.data.source.kind !== 'digits') throw new Error('the preset is made of digits');
  const { plan } = checkSpec(spec, sourceShape(spec.data.source));
  if (plan === null) throw new Error('the preset has a plan');
  const runs = plan.conditions.flatMap(({ index }) =>
    [0, 1, 2, 3, 4].map((replicate) => ({ id: `${id}-${String(index)}-${String(replicate)}`, condition: index, replicate })),
  );
  store.createExperiment({ ...sampleExperiment(id), spec, conditions: plan.conditions, runs });
  store.write({
    ...EMPTY_BATCH,
    progress: runs.map((run) => ({
      runId: run.id,
      fromUpdate: 0,
      metrics: {},
      evaluations: [0, 480, 960].map((update) => ({
        ...sampleEvaluation(update, 0.1 + update / 1200 + run.replicate / 10_000),
        train: { loss: 1, score: 0.1 + update / 1200 },
        epoch: (update * (run.condition === 0 ? 64 : 1024)) / 2048,
      })),
    })),
    runs: runs.map((run) => ({ runId: run.id, status: 'finished' as const, update: 960 })),
    experiments: [{ id, state: 'finished', endedAt: 1 }],
  });
  const experiment = store.experiment(id);
  if (experiment === null) throw new Error('it was just written');
  return experiment;
}

const verdictOfFewerSteps = () => allAtOnce(library.ledger()).find(({ id }) => id === 'fewer-steps')?.verdict;

it('scores an experiment that has the design of a preset, and no other', () => {
  expect(allAtOnce(library.scorecard(finished('a')))).toMatchObject({
    presetId: 'equal-updates',
    form: 'quick',
    rows: [{ verdict: 'reproduced' }, { verdict: 'reproduced' }, { verdict: 'reproduced' }],
  });
  store.createExperiment(sampleExperiment('b'));
  const other = store.experiment('b');
  expect(other && allAtOnce(library.scorecard(other))).toBeNull();
});

it('decides claims by what lies outside the bin', () => {
  expect(verdictOfFewerSteps()).toBe('untested');
  finished('a');
  expect(verdictOfFewerSteps()).toBe('supported');
  store.markExperiments(['a'], { isDeleted: true });
  expect(verdictOfFewerSteps()).toBe('untested');
  store.markExperiments(['a'], { isDeleted: false });
  expect(verdictOfFewerSteps()).toBe('supported');
});

it('takes digits from an imported MNIST, by the same numbers of rows, and says so', () => {
  const shape = {
    rows: 70_000,
    features: 784,
    image: { channels: 1, height: 28, width: 28 },
    target: { kind: 'class', classes: 10 },
  } as const;
  const about = { file: 'x', featureNames: [], targetName: 'digit', classNames: null, importedAt: 0, files: [], note: '', summary: null };
  store.saveDataset({ ...about, name: 'Fashion-MNIST', hash: 'f', shape, isDeleted: false });
  expect(allAtOnce(library.list(unmeasured)).every(({ importedData }) => importedData === null)).toBe(true);
  store.saveDataset({ ...about, name: 'MNIST', hash: 'm', shape, isDeleted: false });
  const dynamics = allAtOnce(library.list(unmeasured)).find(({ id }) => id === 'dynamics');
  expect(dynamics).toMatchObject({ importedData: 'MNIST', runs: 35, spec: { data: { source: { kind: 'dataset', name: 'MNIST' } } } });
  expect(dynamics?.spec.data.split.train).toBeCloseTo((0.75 * 6000) / 70_000);
  expect(allAtOnce(library.list(unmeasured)).find(({ id }) => id === 'modes')?.importedData).toBeNull();
});
