/** The Live screen's state over a scripted lab: opened early, late, and while curves are on their way. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { LabClient, Topics } from '#contract/contract';
import type { ExperimentDetail } from '#contract/experiments';
import type { RunStatus } from '#contract/runs';
import { evaluationColumns, type Evaluation } from '#core/series/evaluation';
import { LiveState } from '#renderer/features/live/live-state.svelte.ts';
import { planned, shape } from '#test/renderer/charts/planned';
import { evaluation } from '#test/renderer/features/live/evaluations';
import { SAMPLE_SUMMARY } from '#test/support/sample-summary';

const { spec, conditions } = planned([{ path: 'batch.size', values: [1, 'full'] }]);

function detail(statuses: readonly RunStatus[]): ExperimentDetail {
  return {
    summary: { ...SAMPLE_SUMMARY, state: 'training' },
    spec,
    dataShape: shape,
    conditions,
    skipped: [],
    runs: statuses.map((status, index) => ({
      id: `r${index}`,
      condition: Math.floor(index / 2),
      replicate: index % 2,
      status,
      update: 0,
      seconds: 0,
      weightHash: null,
      engine: null,
      device: null,
      final: null,
    })),
    events: [{ at: 1, message: 'Started' }],
    provenance: { app: '', engine: '', engineVersion: '', device: '', os: '', node: '', specHash: '', dataHash: '' },
    progress: { fraction: 0, updatesDone: 0, updatesTotal: 100, elapsedSeconds: 1, remainingSeconds: null },
  };
}

/** A lab that answers with what it is given, and announces what it is told to. */
class ScriptedLab {
  readonly listeners: { progress: ((value: Topics['progress']) => void)[]; experiment: ((value: Topics['experiment']) => void)[] } = {
    progress: [],
    experiment: [],
  };
  readonly connections: ((isConnected: boolean) => void)[] = [];
  stored: Readonly<Record<string, readonly Evaluation[]>> = {};
  statuses: readonly RunStatus[] = ['training', 'waiting', 'waiting', 'waiting'];
  beforeCurves: () => void = () => undefined;
  calls = 0;

  readonly client: LabClient = {
    // Each method answers as the contract says; the compiler cannot follow that from the name.
    call: (async (name: string, input: { runIds: string[] }) => {
      this.calls += 1;
      await Promise.resolve();
      if (name === 'experiments.get') return detail(this.statuses);
      this.beforeCurves();
      return input.runIds.map((runId) => ({ runId, experimentId: 'e', evaluations: evaluationColumns(this.stored[runId] ?? []) }));
    }) as LabClient['call'],
    subscribe: (topic, listener) => {
      // The topic names the list that takes such listeners.
      const list = (this.listeners as Record<string, unknown[]>)[topic];
      list.push(listener);
      return () => list.splice(list.indexOf(listener), 1);
    },
    onConnection: (listener) => {
      this.connections.push(listener);
      return () => this.connections.splice(this.connections.indexOf(listener), 1);
    },
    close: () => undefined,
  };

  announce(runId: string, status: RunStatus, evaluations: readonly Evaluation[], message?: string): void {
    for (const listener of this.listeners.progress) {
      listener({
        id: 'e',
        progress: { fraction: 0.5, updatesDone: 50, updatesTotal: 100, elapsedSeconds: 2, remainingSeconds: 2 },
        runs: [{ runId, status, update: evaluations.at(-1)?.update ?? 0, evaluations }],
        events: message === undefined ? [] : [{ at: 2, message }],
      });
    }
  }
}

let lab: ScriptedLab;
beforeEach(() => {
  vi.useFakeTimers();
  lab = new ScriptedLab();
});
const updates = (live: LiveState, condition: number, run: number): readonly number[] =>
  live.conditions[condition].traces[run].columns.update;

describe('live state', () => {
  test('opened late, it has what is stored and takes what is announced', async () => {
    lab.stored = { r0: [evaluation(0, 0.3), evaluation(10, 0.5)] };
    const live = new LiveState(lab.client, 'e');
    live.start();
    await vi.runAllTimersAsync();
    expect(updates(live, 0, 0)).toEqual([0, 10]);
    lab.announce('r0', 'finished', [evaluation(20, 0.6)], 'Seed 1 finished');
    await vi.runAllTimersAsync();
    expect(updates(live, 0, 0)).toEqual([0, 10, 20]);
    expect(live.count('finished')).toBe(1);
    expect(live.progress?.fraction).toBe(0.5);
    expect(live.events.map(({ message }) => message)).toEqual(['Seed 1 finished', 'Started']);
  });

  test('what is announced while the curves are on their way is neither lost nor doubled', async () => {
    lab.stored = { r0: [evaluation(0, 0.3), evaluation(10, 0.5)] };
    lab.beforeCurves = () => lab.announce('r0', 'training', [evaluation(10, 0.5), evaluation(20, 0.6)]);
    const live = new LiveState(lab.client, 'e');
    live.start();
    await vi.runAllTimersAsync();
    expect(updates(live, 0, 0)).toEqual([0, 10, 20]);
  });

  test('a run that waits again after a stop keeps its curve', async () => {
    lab.statuses = ['waiting', 'waiting', 'waiting', 'waiting'];
    lab.stored = { r3: [evaluation(0, 0.3), evaluation(10, 0.5)] };
    const live = new LiveState(lab.client, 'e');
    live.start();
    await vi.runAllTimersAsync();
    expect(updates(live, 1, 1)).toEqual([0, 10]);
  });

  test('announcements in quick succession are drawn together', async () => {
    const live = new LiveState(lab.client, 'e');
    live.start();
    await vi.runAllTimersAsync();
    const before = live.conditions;
    lab.announce('r0', 'training', [evaluation(0, 0.3)]);
    lab.announce('r0', 'training', [evaluation(10, 0.3)]);
    expect(live.conditions).toBe(before);
    await vi.advanceTimersByTimeAsync(200);
    expect(live.conditions).not.toBe(before);
    expect(updates(live, 0, 0)).toEqual([0, 10]);
  });

  test('shows the condition that trains until another one is chosen', async () => {
    lab.statuses = ['finished', 'finished', 'training', 'waiting'];
    const live = new LiveState(lab.client, 'e');
    live.start();
    await vi.runAllTimersAsync();
    expect(live.selected?.label).toBe('full');
    live.select(0);
    expect(live.selected?.label).toBe('1');
  });

  test('a condition that has not changed stays the same object, and its curves stay where only its progress was told', async () => {
    const live = new LiveState(lab.client, 'e');
    live.start();
    await vi.runAllTimersAsync();
    const [first, second] = live.conditions;
    lab.announce('r0', 'training', [evaluation(10, 0.3)]);
    await vi.runAllTimersAsync();
    const [grown, untouched] = live.conditions;
    expect([grown === first, grown.runs === first.runs, untouched === second]).toEqual([false, false, true]);
    lab.announce('r0', 'finished', []);
    await vi.runAllTimersAsync();
    expect([live.conditions[0] === grown, live.conditions[0].runs === grown.runs]).toEqual([false, true]);
  });

  test('asks once for the curves of a run, and again after the connection was lost', async () => {
    lab.stored = { r0: [evaluation(0, 0.3)] };
    const live = new LiveState(lab.client, 'e');
    live.start();
    await vi.runAllTimersAsync();
    lab.stored = { r0: [evaluation(0, 0.3), evaluation(10, 0.5)] };
    await live.load();
    expect(updates(live, 0, 0)).toEqual([0]);
    for (const isConnected of [false, true]) for (const listener of lab.connections) listener(isConnected);
    await vi.runAllTimersAsync();
    expect(updates(live, 0, 0)).toEqual([0, 10]);
  });

  test('reads the experiment again when it ends, and stops listening when it is left', async () => {
    const live = new LiveState(lab.client, 'e');
    const stop = live.start();
    await vi.runAllTimersAsync();
    const calls = lab.calls;
    for (const listener of lab.listeners.experiment) listener({ id: 'e', state: 'finished' });
    await vi.runAllTimersAsync();
    expect(lab.calls).toBeGreaterThan(calls);
    stop();
    expect(lab.listeners.progress).toEqual([]);
    expect(lab.listeners.experiment).toEqual([]);
  });

  test('keeps the reason when the experiment cannot be read', async () => {
    const failing = new LiveState({ ...lab.client, call: () => Promise.reject(new Error('gone')) }, 'e');
    failing.start();
    await vi.runAllTimersAsync();
    expect(failing.error).toEqual(new Error('gone'));
  });
});
