/** Study files: experiments with their designs, results and hashes in one file that another lab reads, shows and trains again. */
import type { Handlers } from '#contract/contract';
import type { Bin } from '#lab/bin';
import type { DatasetFiles } from '#lab/ports/dataset-files';
import type { Clock, Environment } from '#lab/ports/environment';
import type { Store } from '#lab/ports/store';
import type { StudyFiles } from '#lab/ports/study-files';
import { keepData } from '#lab/study-data';
import { studyText } from '#lab/study-export';
import { type ReadStudy, studyRead } from '#lab/study-import';
import { partsOfRuns } from '#lab/study-parts';
import type { Steps } from '#core/steps';
import type { TakeTurns } from '#lab/turns';

interface StudyPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly environment: Environment;
  readonly studies: StudyFiles;
  readonly files: DatasetFiles;
  readonly inTurns: TakeTurns;
  readonly bin: Pick<Bin, 'conceal' | 'reveal' | 'discard'>;
  onImported(id: string): void;
}

export function studyHandlers(ports: StudyPorts): Pick<Handlers, 'studies.export' | 'studies.import'> {
  const { studies, inTurns, bin } = ports;

  const importStudy = async (fileName: string, bytes: Uint8Array): Promise<{ readonly ids: readonly string[] }> => {
    const text = await studies.unpack(fileName, bytes);
    // All of it is understood before any of it is written.
    const study = await inTurns(studyRead(ports, fileName, text));
    const ids = study.experiments.map(({ experiment }) => experiment.id);
    try {
      await inTurns(written(ports, study, ids));
    } catch (error) {
      await bin.discard(ids);
      throw error;
    }
    for (const id of ids) ports.onImported(id);
    return { ids };
  };
  let last: Promise<unknown> = Promise.resolve();

  return {
    'studies.export': async ({ ids, withData }) => {
      const { fileName, parts } = await inTurns(studyText(ports, ids, withData === true));
      return { fileName, bytes: await studies.pack(parts) };
    },
    /** One file after the other: which ids are free is found out before they are taken. */
    'studies.import': ({ fileName, bytes }) => {
      const result = last.then(() => importStudy(fileName, bytes));
      last = result.catch(() => undefined);
      return result;
    },
  };
}

/** A few runs a step, concealed until everything is there: all of the file or nothing, also where the program ends in between. */
function* written(ports: StudyPorts, { experiments, tables }: ReadStudy, ids: readonly string[]): Steps<void> {
  const { store, bin } = ports;
  bin.conceal(ids);
  for (const { experiment, marks, skipped, measured } of experiments) {
    store.importExperiment({ experiment, marks: { ...marks, isDeleted: true }, skipped });
    yield;
    for (const part of partsOfRuns(measured)) {
      store.importPart(part);
      yield;
    }
  }
  for (const { dataset, table } of tables) {
    keepData(ports, dataset, table);
    yield;
  }
  bin.reveal(ids);
}
