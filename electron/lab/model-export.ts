/** The question for a run's network as a file: how its data was prepared, and what the file says of itself. */
import { preparationOf } from '#core/data/preparation';
import type { Table } from '#core/data/table';
import type { Condition } from '#core/experiment/plan';
import type { DataLibrary } from '#lab/data-library';
import type { InspectedRun, Inspection } from '#lab/ports/inspector';
import type { StoredExperiment } from '#lab/ports/store';

interface Place {
  readonly experiment: StoredExperiment;
  readonly condition: Condition;
  readonly data: DataLibrary;
  readonly appVersion: string;
}

export function modelInspection({ experiment, condition, data, appVersion }: Place, run: InspectedRun): Inspection {
  const { spec, dataHash, provenance } = experiment;
  const hash = provenance.conditionDataHashes?.[condition.index] ?? dataHash;
  const { table } = data.load(condition.data.source, hash);
  const [{ update, epoch }] = run.moments;
  const about = {
    madeBy: `Batch Size Lab ${appVersion}`,
    experiment: spec.name,
    run: run.runId,
    update: String(update),
    epoch: String(epoch),
    dataHash: hash,
    ...dataInWords(table),
  };
  return { question: { kind: 'model', preparation: preparationOf(table, condition.data, spec.seed), about }, runs: [run] };
}

/** Names in their order, as JSON; of pixels only how they lie. */
function dataInWords({ featureNames, image, target }: Table): Readonly<Record<string, string>> {
  return {
    ...(image === undefined
      ? { features: JSON.stringify(featureNames) }
      : { image: JSON.stringify([image.channels, image.height, image.width]) }),
    ...(target.kind === 'class' ? { classes: JSON.stringify(target.classNames) } : { target: target.name }),
  };
}

/** "a1b2c3d4.2.7-update-500.onnx" */
export function modelFileName(runId: string, update: number): string {
  return `${runId}-update-${String(update)}.onnx`;
}
