/** Starts an experiment (or takes it up again) and stays until it ends; an interrupt stops it with everything saved. */
import { createProgressView } from '#cli/progress-view';
import type { ProgressView } from '#cli/progress-view';
import { describe, failureOf } from '#core/failure';
import type { Io, OutputOptions } from '#cli/io';
import type { LabClient } from '#contract/contract';
import type { ExperimentDetail, ExperimentState, ProgressState } from '#contract/experiments';
import type { RunStatus } from '#contract/runs';

const ENDED: ReadonlySet<ExperimentState> = new Set<ExperimentState>(['finished', 'stopped', 'interrupted', 'failed']);
const RUN_ENDED: ReadonlySet<RunStatus> = new Set<RunStatus>(['finished', 'diverged', 'failed']);

/** Begins with `begin`, which answers the experiment's id, and returns the experiment once it has ended. */
export async function follow(client: LabClient, begin: () => Promise<string>, options: OutputOptions, io: Io): Promise<ExperimentDetail> {
  const view = createProgressView(io, options);
  const ended = Promise.withResolvers<undefined>();
  const interrupt = { isAsked: false };
  let stop = (): void => undefined;
  const cleanup = [
    (): void => view.end(),
    io.onInterrupt(() => {
      interrupt.isAsked = true;
      view.note('Stopping and saving. Press Ctrl-C again to quit at once.');
      stop();
    }),
  ];
  try {
    const id = await begin();
    cleanup.push(
      client.subscribe('experiment', (change) => {
        if (change.id === id && ENDED.has(change.state)) ended.resolve(undefined);
      }),
    );
    cleanup.push(watchStorage(client, view));
    stop = () => {
      // What cannot be stopped has just ended by itself, and says so on the topic.
      client.call('experiments.stop', { id }).catch((error: unknown) => view.warn(describe(failureOf(error))));
    };
    if (interrupt.isAsked) stop();
    const progress = watchProgress(client, id, view);
    cleanup.push(progress.end);
    const detail = await client.call('experiments.get', { id });
    if (!ENDED.has(detail.summary.state)) {
      progress.show(detail);
      await ended.promise;
    }
    return await client.call('experiments.get', { id });
  } finally {
    for (const end of cleanup.reverse()) end();
  }
}

/** Says when nothing can be saved (training waits then), and when it can again. */
function watchStorage(client: LabClient, view: ProgressView): () => void {
  let problem: string | null = null;
  return client.subscribe('status', ({ storageProblem }) => {
    if (storageProblem === problem) return;
    problem = storageProblem;
    view.warn(problem ?? 'Saving works again; training goes on.');
  });
}

/** Shows every step the experiment makes, once it was told where the experiment is. */
function watchProgress(client: LabClient, id: string, view: ProgressView) {
  const statuses = new Map<string, RunStatus>();
  const draw = (progress: ProgressState): void => {
    const runsDone = [...statuses.values()].filter((status) => RUN_ENDED.has(status)).length;
    view.show({ progress, runsDone, runs: statuses.size });
  };
  const end = client.subscribe('progress', (step) => {
    if (step.id !== id) return;
    for (const event of step.events) view.note(event.message);
    for (const run of step.runs) if (statuses.has(run.runId)) statuses.set(run.runId, run.status);
    if (statuses.size > 0) draw(step.progress);
  });
  const show = (detail: ExperimentDetail): void => {
    for (const run of detail.runs) statuses.set(run.id, run.status);
    draw(detail.progress);
  };
  return { show, end };
}
