/** `run` and `resume` against a lab that does what the test says. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { LabError } from '#core/failure';
import { replication } from '#core/presets/replication';
import { evaluation, experiment, runLine, ScriptedLab, SPEC, TestTerminal } from '#test/cli/scripted-lab';

const folder = mkdtempSync(join(tmpdir(), 'batchlab-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const curve = [evaluation(0, 2, 0.3), evaluation(10, 0.5, 0.8)];
const done = experiment('finished', [curve, curve, curve, curve]);
const begun = experiment('training', [curve, [], [], []], ['training', 'waiting', 'waiting', 'waiting']);

/** A lab whose experiment ends, as soon as somebody looks at it, in the given state. */
function labThatEnds(end: typeof done, received: unknown[] = []): ScriptedLab {
  let now = begun;
  const lab: ScriptedLab = new ScriptedLab({
    'experiments.start': ({ spec }) => {
      received.push(spec);
      return { id: 'a' };
    },
    'experiments.resume': () => null,
    'experiments.get': () => {
      const { detail } = now;
      setTimeout(() => {
        lab.publish('progress', {
          id: 'a',
          progress: { ...begun.detail.progress, fraction: 0.4, remainingSeconds: 20 },
          runs: [{ runId: 'a.1.1', status: 'finished', update: 10, evaluations: [] }],
          events: [{ at: 0, message: 'Something happened.' }],
        });
        now = end;
        lab.publish('experiment', { id: 'a', state: end.detail.summary.state });
      }, 5);
      return detail;
    },
    'runs.curves': () => end.curves,
  });
  return lab;
}

test('runs a file to its end, shows a table and where it is stored', async () => {
  const received: unknown[] = [];
  const lab = labThatEnds(done, received);
  const path = file('with-bom.json', `\uFEFF${JSON.stringify(SPEC)}`);
  const result = await runLine(lab, ['run', path, '--data-dir', folder, '--engine', 'onnx-cpu', '--workers', '1']);
  expect(result.exitCode).toBe(0);
  expect(received).toEqual([SPEC]);
  expect(result.opened).toEqual([{ dataDirectory: folder, engine: 'onnx-cpu', workers: 1, mode: 'write' }]);
  expect(result.isClosed).toBe(true);
  expect(lab.listenerCount()).toBe(0);
  expect(result.err.split('\n')).toEqual(['0 of 4 runs, 0 %', 'Something happened.']);
  expect(result.out).toContain('Trained by onnx-cpu: two cores');
  expect(result.out).toMatch(/full batch\s+2\s+0\.8000 \+- 0\.0000/);
  expect(result.out).toContain('Stored in /data; see it again with: batchlab show a');
});

test('with --json, standard output is exactly one document', async () => {
  const result = await runLine(labThatEnds(done), ['--json', 'run', file('plain.json', JSON.stringify(SPEC))]);
  const document: unknown = JSON.parse(result.out);
  expect(document).toMatchObject({
    experimentId: 'a',
    status: 'finished',
    findings: expect.arrayContaining([expect.objectContaining({ verdict: null })]) as unknown,
  });
  expect(result.exitCode).toBe(0);
});

test('with --json, the document of an experiment with the design of a preset has its scorecard', async () => {
  const scorecard = { presetId: 'modes', form: 'quick' as const, rows: [] };
  const lab = labThatEnds(done);
  const withCard = new ScriptedLab({ ...lab.handlers, 'presets.scorecard': () => scorecard });
  withCard.subscribe = lab.subscribe.bind(lab);
  const result = await runLine(withCard, ['--json', 'run', file('carded.json', JSON.stringify(SPEC))]);
  expect(JSON.parse(result.out)).toMatchObject({ experimentId: 'a', scorecard });
});

test('quiet says nothing', async () => {
  const result = await runLine(labThatEnds(done), ['run', '--quiet', file('quiet.json', JSON.stringify(SPEC))]);
  expect([result.exitCode, result.out, result.err]).toEqual([0, '', '']);
});

test('a full disk is told, also to those who asked for quiet, and so is its end', async () => {
  let now = begun;
  const status = await Promise.resolve(new ScriptedLab({}).handlers['lab.status']({}));
  const lab: ScriptedLab = new ScriptedLab({
    'experiments.start': () => ({ id: 'a' }),
    'experiments.get': () => {
      setTimeout(() => {
        for (const storageProblem of ['The disk is full.', 'The disk is full.', null]) lab.publish('status', { ...status, storageProblem });
        now = done;
        lab.publish('experiment', { id: 'a', state: 'finished' });
      }, 5);
      return now.detail;
    },
  });
  const result = await runLine(lab, ['run', '--quiet', file('full.json', JSON.stringify(SPEC))]);
  expect([result.exitCode, result.err]).toEqual([0, 'The disk is full.\nSaving works again; training goes on.']);
});

test('an experiment that was over before anybody could listen is reported all the same', async () => {
  const lab = new ScriptedLab({ 'experiments.start': () => ({ id: 'a' }), 'experiments.get': () => done.detail });
  const result = await runLine(lab, ['run', file('fast.json', JSON.stringify(SPEC))]);
  expect(result.exitCode).toBe(0);
});

test('Ctrl-C stops the experiment, waits until it is saved, and says how to go on', async () => {
  const stopped = experiment('stopped', [curve, [], [], []], ['stopped', 'stopped', 'stopped', 'stopped']);
  let now = begun;
  const terminal = new TestTerminal();
  const lab: ScriptedLab = new ScriptedLab({
    'experiments.start': () => ({ id: 'a' }),
    'experiments.get': () => {
      setTimeout(() => terminal.interrupt(), 5);
      return now.detail;
    },
    'experiments.stop': () => {
      setTimeout(() => {
        now = stopped;
        lab.publish('experiment', { id: 'a', state: 'stopped' });
      }, 5);
      return null;
    },
    'runs.curves': () => stopped.curves,
  });
  const result = await runLine(lab, ['run', file('long.json', JSON.stringify(SPEC)), '--json'], terminal);
  expect(result.exitCode).toBe(130);
  expect(result.err.split('\n').slice(-2)).toEqual([
    'Stopping and saving. Press Ctrl-C again to quit at once.',
    'Saved. Resume with: batchlab resume a',
  ]);
  expect(JSON.parse(result.out)).toMatchObject({ experimentId: 'a', status: 'stopped' });
});

test('Ctrl-C while the experiment is still being started stops it once it is', async () => {
  const stopped = experiment('stopped', [[], [], [], []]);
  const terminal = new TestTerminal();
  const lab: ScriptedLab = new ScriptedLab({
    'experiments.start': () => {
      terminal.interrupt();
      return { id: 'a' };
    },
    'experiments.stop': () => {
      lab.publish('experiment', { id: 'a', state: 'stopped' });
      return null;
    },
    'experiments.get': () => (lab.calls.includes('experiments.stop') ? stopped.detail : begun.detail),
  });
  const result = await runLine(lab, ['run', file('early.json', JSON.stringify(SPEC))], terminal);
  expect(result.exitCode).toBe(130);
});

test('an experiment that fails, or loses a run, is a failure', async () => {
  const path = file('failing.json', JSON.stringify(SPEC));
  const failed = await runLine(labThatEnds(experiment('failed', [curve, [], [], []])), ['run', path]);
  expect(failed.exitCode).toBe(1);
  expect(failed.err).toContain('Something was written down.\nThe experiment did not finish (it is failed). Go on with: batchlab resume a');
  const lost = experiment('finished', [curve, curve, curve, []], ['finished', 'diverged', 'finished', 'failed']);
  const partly = await runLine(labThatEnds(lost), ['run', path]);
  expect(partly.exitCode).toBe(1);
  expect(partly.err).toContain('1 of 4 runs failed.');
});

test('a diverged run is an outcome, not a failure', async () => {
  const diverged = experiment('finished', [curve, curve, curve, curve], ['finished', 'diverged', 'finished', 'diverged']);
  const result = await runLine(labThatEnds(diverged), ['run', file('diverging.json', JSON.stringify(SPEC))]);
  expect(result.exitCode).toBe(0);
  expect(result.out).toContain('1 diverged');
});

test('resume goes on with an experiment, and only reports one that is finished', async () => {
  const lab = labThatEnds(done);
  expect((await runLine(lab, ['resume', 'a'])).exitCode).toBe(0);
  expect(lab.calls).toContain('experiments.resume');
  const finished = new ScriptedLab({ 'experiments.get': () => done.detail });
  const result = await runLine(finished, ['resume', 'a']);
  expect([result.exitCode, result.err]).toEqual([0, 'This experiment is finished already; nothing was left to train.']);
});

test('a preset is sent as it is; an unknown one is told with those that exist', async () => {
  const received: unknown[] = [];
  const lab = labThatEnds(done, received);
  const presets = [
    {
      ...{ id: 'modes', spec: done.detail.spec, runs: 4, estimatedSeconds: null, full: null },
      ...{ source: '', expected: 'a picture', figure: 'curves' as const, importedData: null },
    },
  ];
  const withPresets = new ScriptedLab({ ...lab.handlers, 'presets.list': () => presets });
  withPresets.subscribe = lab.subscribe.bind(lab);
  expect((await runLine(withPresets, ['run', '--preset', 'modes'])).exitCode).toBe(0);
  expect(received).toEqual([done.detail.spec]);
  const full = await runLine(withPresets, ['run', '--preset', 'modes', '--full']);
  expect([full.exitCode, full.err]).toEqual([2, 'The preset modes has one form only: leave out --full.']);
  expect((await runLine(withPresets, ['run', '--preset', 'modes', '--seed', '7'])).exitCode).toBe(0);
  expect(received.at(-1)).toEqual(replication(done.detail.spec, 7));
  const seedOfFile = await runLine(withPresets, ['run', 'mine.json', '--seed', '7']);
  expect([seedOfFile.exitCode, seedOfFile.err]).toEqual([2, 'Only a preset takes --seed; in an experiment file change "seed".']);
  const result = await runLine(withPresets, ['run', '--preset', 'mode']);
  expect([result.exitCode, result.err]).toEqual([2, 'There is no preset "mode". There are: modes.']);
});

test.each([
  ['missing.json', null, 'missing.json: there is no such file.'],
  ['folder', 'folder', 'it is a folder, not a file.'],
  ['empty.json', ' \n', 'empty.json: the file is empty.'],
  ['image.json', new Uint8Array([0x89, 0x50, 0xff]), 'image.json: it is not text in UTF-8.'],
  ['comma.json', '{\n  "name": "a",\n}', 'comma.json: line 3, column 1: there is a comma too many before this }.'],
])('a file that cannot be read is told by name: %s', async (name, content, message) => {
  const path = content === null ? join(folder, name) : content === 'folder' ? folder : file(name, content);
  const lab = new ScriptedLab({});
  const result = await runLine(lab, ['run', path]);
  expect(result.exitCode).toBe(2);
  expect(result.err).toContain(message);
  expect(result.err.split('\n')).toHaveLength(1);
  expect([lab.calls, result.isClosed]).toEqual([[], true]);
});

test('all that is wrong with a spec is told, a line each, with the field', async () => {
  const issues = [
    { path: 'batch.size', message: 'must be at least 1, but is 0.', severity: 'error' as const },
    { path: 'sead', message: 'is not a known field. Did you mean seed?', severity: 'error' as const },
    { path: 'replicates', message: 'One replicate gives no interval.', severity: 'warning' as const },
  ];
  const lab = new ScriptedLab({
    'experiments.start': () => {
      throw new LabError({ kind: 'invalidSpec', issues });
    },
  });
  const path = file('wrong.json', '{}');
  const result = await runLine(lab, ['run', path]);
  expect([result.exitCode, result.out]).toEqual([2, '']);
  expect(result.err.split('\n')).toEqual(['batch.size: must be at least 1, but is 0.', 'sead: is not a known field. Did you mean seed?']);
  const asJson = await runLine(lab, ['run', path, '--json']);
  expect(JSON.parse(asJson.out)).toEqual({ error: { kind: 'invalidSpec', issues, message: result.err } });
  expect(asJson.exitCode).toBe(2);
});
