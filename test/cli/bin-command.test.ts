/** The bin from a terminal: nothing is deleted that was not confirmed. */
import { beforeEach, expect, test } from 'vitest';
import { runLine, ScriptedLab } from '#test/cli/scripted-lab';

let deleted: readonly string[] = [];
beforeEach(() => {
  deleted = [];
});
const one = { id: 'a', name: 'Old', runs: 40, bytes: 12_345_678, references: [{ kind: 'comparison' as const, name: 'Paper' }] };
const two = { id: 'b', name: 'Older', runs: 1, bytes: 300_000, references: [{ kind: 'repeat' as const, name: 'Again' }] };
const labWith = (experiments: readonly (typeof one | typeof two)[]): ScriptedLab =>
  new ScriptedLab({
    'bin.report': () => experiments,
    'bin.empty': ({ ids }) => {
      deleted = ids;
      return { experiments: ids.length, runs: 41, freedBytes: 12_000_000, isSpaceLater: false };
    },
  });
const lab = labWith([one, two]);

test('it lists what it holds with its size and what refers to it, and only reads', async () => {
  const { out, exitCode, opened } = await runLine(lab, ['bin']);
  expect([exitCode, opened[0].mode]).toEqual([0, 'read']);
  expect(out).toMatch(/^a +40 +12 MB +Old$/m);
  expect(out).toMatch(/^b +1 +0\.3 MB +Older$/m);
  expect(out).toContain('2 experiments, 41 runs, about 13 MB.');
  expect(out).toContain('"Old" is part of the saved comparison "Paper", which will show less without it.');
  expect(out).toContain('"Older" was repeated by "Again", which stays.');
  expect(JSON.parse((await runLine(lab, ['--json', 'bin', 'b'])).out)).toEqual({ experiments: [two] });
});

test('it deletes nothing without --yes, and says what would be lost', async () => {
  const { exitCode, err, out } = await runLine(lab, ['bin', '--empty']);
  expect([exitCode, out, deleted]).toEqual([2, '', []]);
  expect(err).toContain('41 runs');
  expect(err).toContain('Nothing was deleted.');
});

test('with --yes it deletes what was named, or all', async () => {
  const { exitCode, out, opened } = await runLine(lab, ['bin', '--empty', '--yes']);
  expect([exitCode, opened[0].mode, deleted]).toEqual([0, 'write', ['a', 'b']]);
  expect(out).toBe('Deleted: 2 experiments, 41 runs; 12 MB given back to the disk.');
  await runLine(lab, ['bin', 'b', '--empty', '--yes']);
  expect(deleted).toEqual(['b']);
});

test('it refuses ids that are not in the bin; an empty bin is nothing to fail over', async () => {
  const { exitCode, err } = await runLine(lab, ['bin', 'c', '--empty', '--yes']);
  expect([exitCode, deleted]).toEqual([2, []]);
  expect(err).toContain('Not in the bin: c.');
  const none = await runLine(labWith([]), ['bin', '--empty']);
  expect([none.exitCode, none.out]).toEqual([0, 'The bin is empty.']);
});
