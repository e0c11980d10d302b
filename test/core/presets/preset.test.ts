/** Every preset that comes with the app: valid, runnable, and recognised again when it has been run. */
import { describe, expect, it } from 'vitest';
import { sourceShape } from '#core/data/shape';
import { checkSpec } from '#core/experiment/validate';
import type { Check, Where } from '#core/presets/checks';
import { presetOf } from '#core/presets/match';
import { mergePatch } from '#core/presets/preset';
import { matches } from '#core/presets/readings';
import { replication } from '#core/presets/replication';
import { presetFiles } from '#host/preset-files';

const presets = presetFiles('resources/presets').list();

function placesOf(check: Check): readonly Where[] {
  if (check.kind === 'probe') return [check.of, check.over?.of ?? {}];
  return check.kind === 'contrast' || check.kind === 'arrival' ? [check.a, check.b] : [check.where];
}

describe('the presets', () => {
  it('are the fifteen of the laboratory, the first question first', () => {
    expect(presets).toHaveLength(15);
    expect(presets[0].id).toBe('modes');
  });

  it.each(presets.map((preset) => [preset.id, preset] as const))(
    '%s can start in both forms, and its checks name conditions that it has',
    (_, preset) => {
      for (const spec of [preset.quick, preset.full]) {
        if (spec === null) continue;
        if (spec.data.source.kind === 'dataset') throw new Error('presets come with their data');
        const { plan, issues } = checkSpec(spec, sourceShape(spec.data.source));
        expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
        for (const check of preset.preset.scorecard) {
          const places = placesOf(check);
          for (const where of places)
            expect(plan?.conditions.filter((condition) => matches(condition, where)).length, check.text).toBeGreaterThan(0);
        }
      }
    },
  );

  it('are recognised whatever the name, the seed and the number of seeds, but not with another learning rate', () => {
    for (const { id, quick, full } of presets) {
      expect(presetOf({ ...quick, name: 'Mine', seed: 99, replicates: 3 }, presets)?.id).toBe(id);
      expect(presetOf(quick, presets)).toEqual({ id, form: 'quick' });
      if (full !== null) expect(presetOf({ ...full, seed: 99 }, presets)).toEqual({ id, form: 'full' });
      expect(presetOf({ ...quick, optimizer: { ...quick.optimizer, weightDecay: 0.123 } }, presets)).toBeNull();
    }
  });
});

describe('a replication', () => {
  const sourceOf = (id: string, seed: number) => {
    const preset = presets.find((one) => one.id === id);
    if (preset === undefined) throw new Error(`no preset ${id}`);
    return replication(preset.quick, seed).data.source;
  };

  it('is the preset by another seed on data drawn anew, and is recognised', () => {
    for (const { id, quick } of presets) {
      const again = replication(quick, 4711);
      expect(again.seed).toBe(4711);
      expect(presetOf(again, presets)).toEqual({ id, form: 'quick' });
    }
    expect(sourceOf('epsilon-ball', 4711)).toMatchObject({ kind: 'softmaxRegression', seed: 4711 });
    expect(sourceOf('dynamics', 4711)).toMatchObject({ kind: 'digits', samples: 6000, seed: 4711 });
  });

  it('keeps published data, of which there are published results, and imported data', () => {
    expect(sourceOf('modes', 4711)).toMatchObject({ kind: 'blobs', seed: 2 });
    const quick = presets[0].quick;
    const imported = { ...quick, data: { ...quick.data, source: { kind: 'dataset', name: 'mine' } as const } };
    expect(replication(imported, 4711)).toEqual({ ...imported, seed: 4711 });
  });

  it('is no disguise: other data are another design', () => {
    const { quick } = presets[0];
    const otherBlobs = { ...quick.data.source, seed: 3 };
    expect(presetOf({ ...quick, data: { ...quick.data, source: otherBlobs } }, presets)).toBeNull();
  });
});

describe('the merge patch of the full form', () => {
  // Examples of RFC 7396, appendix A.
  it.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j with %j is %j', (target, patch, result) => expect(mergePatch(target, patch)).toEqual(result));
});
