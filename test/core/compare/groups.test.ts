/** Groups of conditions, ladders of batch sizes, and the rows of a comparison. */
import { describe, expect, test } from 'vitest';
import { groupConditions } from '#core/compare/groups';
import { ladders, sizeText } from '#core/compare/ladders';
import { resultRows } from '#core/compare/results';
import { openStudy, withChoices, withGroups } from '#core/compare/study';
import { made, sizes } from '#test/core/compare/synthetic';

const level = ({ batchSize }: { readonly batchSize: number }): number => (batchSize === 32 ? 0.8 : 0.6);
const first = made({ factors: sizes(32, 'full'), score: (_, { condition, replicate }) => level(condition) + replicate / 100 });
const again = made({ id: 'b', name: 'Experiment B', factors: sizes(32), score: (_, { replicate }) => 0.8 + replicate / 100 });
const otherSeed = made({ id: 'c', name: 'Experiment C', factors: sizes(32), change: { seed: 2 }, score: () => 0.9 });
const rates = made({
  id: 'd',
  name: 'Experiment D',
  factors: [...sizes(32, 64), { path: 'optimizer.learningRate', values: [0.01, 0.1] }],
  score: (_, { condition, replicate }) => 0.5 + (condition.optimizer.learningRate === 0.1 ? 0.2 : 0) + replicate / 1000,
});

describe('groups', () => {
  test('are single conditions with what tells them apart as label', () => {
    expect(groupConditions([first], { kind: 'condition' }).map(({ label }) => label)).toEqual(['batch size 32', 'full batch']);
    expect(groupConditions([rates], { kind: 'condition' }).map(({ label }) => label)).toEqual([
      'batch size 32, rate 0.01',
      'batch size 32, rate 0.1',
      'batch size 64, rate 0.01',
      'batch size 64, rate 0.1',
    ]);
  });

  test('of two experiments with the same settings carry the name of theirs', () => {
    expect(groupConditions([first, again], { kind: 'condition' }).map(({ label }) => label)).toEqual([
      'batch size 32 (Experiment A)',
      'full batch',
      'batch size 32 (Experiment B)',
    ]);
  });

  test('by everything but the seed put other seeds together and count an exact repetition once', () => {
    const groups = groupConditions([first, again, otherSeed], { kind: 'allButSeed' });
    expect(groups.map(({ label, seeds, members }) => [label, seeds.length, members.length])).toEqual([
      ['batch size 32', 20, 3],
      ['full batch', 10, 1],
    ]);
  });

  test('keep data of different content apart', () => {
    const otherData = made({ id: 'e', factors: sizes(32), dataHash: 'other', score: () => 0.5 });
    expect(groupConditions([again, otherData], { kind: 'allButSeed' })).toHaveLength(2);
  });

  test('by one field hold several settings, and a seed is the mean over them', () => {
    const study = openStudy([rates], { groupBy: { kind: 'fields', fields: ['batch.size'] } });
    const rows = resultRows(study);
    expect(rows.map(({ group }) => group.label)).toEqual(['batch size 32', 'batch size 64']);
    expect(rows[0].interval.n).toBe(10);
    expect(rows[0].seeds.values[3]).toBeCloseTo(0.603, 12);
  });

  test('leave out a seed of which one setting did not finish', () => {
    const half = made({
      factors: [...sizes(32), { path: 'optimizer.learningRate', values: [0.01, 0.1] }],
      score: () => 0.5,
      status: ({ condition, replicate }) => (condition.index === 1 && replicate < 2 ? 'diverged' : 'finished'),
    });
    const [row] = resultRows(openStudy([half], { groupBy: { kind: 'fields', fields: ['batch.size'] } }));
    expect(row).toMatchObject({ leftOut: 2, outcomes: { finished: 18, diverged: 2 }, isMeasured: true });
    expect(row.interval.n).toBe(8);
  });
});

describe('rows', () => {
  test('are read where the lens says, with the runs that count', () => {
    const study = openStudy([first]);
    expect(study.place).toEqual({ kind: 'equal', axis: 'epochs', x: 4 });
    expect(resultRows(study)[0].interval.mean).toBeCloseTo(0.845, 12);
    expect(resultRows(study)[0].range).toEqual({ min: 0.8, max: 0.89 });
    const byUpdates = withChoices(study, { lens: 'updates' });
    expect(byUpdates.place).toEqual({ kind: 'equal', axis: 'updates', x: 4 });
    expect(resultRows(byUpdates)[0]).toMatchObject({ isMeasured: false, leftOut: 10 });
    expect(withGroups(byUpdates, ({ batchSize }) => batchSize === 32).place).toEqual({ kind: 'equal', axis: 'updates', x: 64 });
  });

  test('without a finished run have no place and no number', () => {
    const study = openStudy([made({ factors: sizes(32), score: () => 0.5, status: () => 'training' })]);
    expect(study.place).toBeNull();
    expect(resultRows(study)[0]).toMatchObject({ leftOut: 10, isMeasured: true, outcomes: { training: 10 } });
  });
});

describe('ladders', () => {
  test('hold groups that differ in batch size alone, ascending', () => {
    const found = ladders(openStudy([rates]).groups);
    expect(found.map(({ groups, where }) => [groups.map(({ batchSize }) => batchSize), where])).toEqual([
      [[32, 64], ', at learning rate 0.01'],
      [[32, 64], ', at learning rate 0.1'],
    ]);
    const [one] = ladders(openStudy([first]).groups);
    expect(one.where).toBe('');
    expect(one.groups.map(sizeText)).toEqual(['batch size 32', 'the full batch']);
  });

  test('of experiments with the same settings stand by themselves: none is dropped', () => {
    const twin = made({ id: 'f', name: 'Experiment F', factors: sizes(32, 'full'), change: { seed: 3 }, score: () => 0.5 });
    const found = ladders(openStudy([first, twin]).groups);
    expect(found.map(({ groups, where }) => [groups.length, where])).toEqual([
      [2, ', in "Experiment A"'],
      [2, ', in "Experiment F"'],
    ]);
    expect(ladders(openStudy([first, twin], { groupBy: { kind: 'allButSeed' } }).groups)).toHaveLength(1);
  });

  test('of other data or other networks are named by them', () => {
    const source = { kind: 'moons', samples: 1000, noise: 0.2, seed: 1 };
    const moons = made({
      id: 'g',
      name: 'Experiment G',
      factors: sizes(32, 'full'),
      dataHash: 'moons',
      change: { data: { source, split: { train: 0.5, validation: 0, test: 0.5 } } },
      score: () => 0.5,
    });
    const found = ladders(openStudy([first, moons]).groups);
    expect(found.map(({ where }) => where)).toEqual([', with Blobs', ', with Moons']);
    const deep = {
      layers: [
        { kind: 'dense', units: 20 },
        { kind: 'dense', units: 10 },
      ],
      initializer: 'heUniform',
    };
    const networks = [first, made({ id: 'h', factors: sizes(32, 'full'), change: { model: deep }, score: () => 0.5 })];
    expect(openStudy(networks).groups.map(({ label }) => label)).toEqual([
      'batch size 32, 2-50-3',
      'full batch, 2-50-3',
      'batch size 32, 2-20-10-3',
      'full batch, 2-20-10-3',
    ]);
  });

  test('do not tell budgets apart: the lens makes them equal', () => {
    const budgets = made({
      factors: [
        {
          paths: ['batch.size', 'budget.amount'],
          values: [
            [32, 4],
            ['full', 8],
          ],
        },
      ],
      score: () => 0.5,
    });
    expect(ladders(openStudy([budgets]).groups)).toHaveLength(1);
  });

  test('take batch sizes with settings of their own together where there is nothing else', () => {
    const scaled = made({
      factors: [
        {
          paths: ['batch.size', 'optimizer.learningRate'],
          values: [
            [32, 0.01],
            [64, 0.02],
            ['full', 0.16],
          ],
        },
      ],
      score: () => 0.5,
    });
    const [ladder] = ladders(openStudy([scaled]).groups);
    expect(ladder.groups).toHaveLength(3);
    expect(ladder.where).toBe(', each with settings of its own');
  });
});
