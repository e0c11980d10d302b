/** Whether a run that was trained again from its seed came out the same, to the last bit; and if not, from where on. */
import type { RepeatVerdict } from '#contract/provenance';
import type { Store, StoredRun } from '#lab/ports/store';
import { fullRunName } from '#lab/run-names';

export interface RepeatJudge {
  /** Gives an experiment its verdict where it is a repeat that has finished and has none. */
  judge(id: string): void;
  /** All that finished without being judged, because the program ended first. */
  judgeAll(): void;
}

export function repeatJudge(store: Store, verify: (runId: string) => boolean, note: (id: string, message: string) => void): RepeatJudge {
  const judge = (id: string): void => {
    const { origin, state } = store.experiment(id) ?? { origin: null, state: null };
    if (origin?.kind !== 'repeat' || origin.verdict !== null || state !== 'finished') return;
    const original = store.run(origin.runId);
    const again = store.runs(id).at(0);
    if (original === null || again === undefined) return;
    const verdict = repeatVerdict(store, verify, original, again);
    store.setOrigin(id, { ...origin, verdict });
    const parent = store.experiment(original.experimentId);
    const what = parent === null ? 'the original' : fullRunName(parent, original);
    note(id, `Compared with ${what} (run ${original.id}): ${verdict.sentence}.`);
  };
  return {
    judge,
    judgeAll: () => {
      for (const id of store.unjudgedRepeats()) judge(id);
    },
  };
}

function repeatVerdict(store: Store, verify: (runId: string) => boolean, original: StoredRun, again: StoredRun): RepeatVerdict {
  const firstDifference = store.firstDifference(original.id, again.id);
  const hasSameWeights = original.weightHash !== null && original.weightHash === again.weightHash;
  const isSameEnd = original.update === again.update && original.status === again.status;
  const isIdentical = hasSameWeights && isSameEnd && firstDifference === null;
  if (isIdentical) return { isIdentical, hasSameWeights, firstDifference, sentence: 'identical' };
  const isDamaged = !verify(original.id);
  const sentence = `${differs(original, again, firstDifference)}${isDamaged ? '; the stored record of the original is damaged' : ''}`;
  return { isIdentical, hasSameWeights, firstDifference, sentence };
}

function differs(original: StoredRun, again: StoredRun, firstDifference: RepeatVerdict['firstDifference']): string {
  const where =
    firstDifference === null
      ? 'the curves agree, the final weights do not'
      : `differs from update ${firstDifference.update.toLocaleString('en-US')} (${firstDifference.metric})`;
  if (original.engine === again.engine && original.device === again.device) return where;
  return `${where}; it was trained on ${again.device ?? 'another device'} this time, on ${original.device ?? 'another device'} before`;
}
