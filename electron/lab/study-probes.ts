/** The answers of probes in a study file: which go with it, and how they are taken in under the ids that runs have here. */
import type { ProbeRecord } from '#contract/probes';
import { type ProbeQuestion, runsIn } from '#core/probes/questions';
import { runsOfResult } from '#core/probes/result-schema';
import type { ProbeResult } from '#core/probes/results';
import type { Store } from '#lab/ports/store';
import type { StudyProbe } from '#lab/study-schema';

type ExportedProbe = Pick<ProbeRecord, 'question' | 'result' | 'seconds' | 'createdAt'>;

/** Those about runs of an experiment and, where they compare, of no other experiment than those of the file. */
export function exportedProbes(store: Store, experimentId: string, experimentIds: ReadonlySet<string>): readonly ExportedProbe[] {
  return store.listProbes(experimentId).flatMap(({ id, runIds }) => {
    const isWhole = runIds.every((runId) => experimentIds.has(store.run(runId)?.experimentId ?? ''));
    const record = isWhole ? store.probe(id) : null;
    if (record === null) return [];
    const { question, result, seconds, createdAt } = record;
    return [{ question, result, seconds, createdAt }];
  });
}

/** Why an answer cannot be taken in; null where it can. `own`: the runs of its experiment, `runIds`: those of the file. */
export function probeProblem({ question, result }: StudyProbe, own: ReadonlySet<string>, runIds: ReadonlySet<string>): string | null {
  if (question.kind !== result.kind) return 'has an answer to another question.';
  const asked = new Set(runsIn(question));
  if (!own.has(runsIn(question)[0])) return 'has an answer that belongs to another experiment.';
  if ([...asked].some((runId) => !runIds.has(runId))) return 'has an answer about a run that is not in the file.';
  return runsOfResult(result).every((runId) => asked.has(runId)) ? null : 'has an answer about other runs than were asked about.';
}

export function importedProbe(probe: StudyProbe, id: string, idHere: (runId: string) => string, experimentId: string): ProbeRecord {
  const question = questionAbout(probe.question, idHere);
  const { seconds, createdAt } = probe;
  const runIds = runsIn(question);
  return { id, experimentId, runIds, kind: question.kind, question, result: resultAbout(probe.result, idHere), seconds, createdAt };
}

function questionAbout(question: ProbeQuestion, idHere: (runId: string) => string): ProbeQuestion {
  const here = <Weights extends { readonly runId: string }>(weights: Weights): Weights => ({ ...weights, runId: idHere(weights.runId) });
  switch (question.kind) {
    case 'gradient':
    case 'noiseScale':
    case 'sharpness':
    case 'slices':
      return { ...question, of: here(question.of) };
    case 'distances':
    case 'optimum':
      return { ...question, runIds: question.runIds.map(idHere) };
    case 'interpolation': {
      const [first, second] = question.between;
      return { ...question, between: [here(first), here(second)] };
    }
    case 'plane': {
      const [first, second, third] = question.through;
      return { ...question, through: [here(first), here(second), here(third)] };
    }
    default:
      return question satisfies never;
  }
}

function resultAbout(result: ProbeResult, idHere: (runId: string) => string): ProbeResult {
  const here = <Part extends { readonly runId: string }>(part: Part): Part => ({ ...part, runId: idHere(part.runId) });
  switch (result.kind) {
    case 'gradient':
    case 'noiseScale':
    case 'sharpness':
    case 'slices':
      return here(result);
    case 'distances':
      return { ...result, runs: result.runs.map(here) };
    case 'optimum':
      return { ...result, runs: result.runs.map(here) };
    case 'interpolation': {
      const [first, second] = result.ends;
      return { ...result, ends: [here(first), here(second)] };
    }
    case 'plane': {
      const [first, second, third] = result.corners;
      return { ...result, corners: [here(first), here(second), here(third)] };
    }
    default:
      return result satisfies never;
  }
}
