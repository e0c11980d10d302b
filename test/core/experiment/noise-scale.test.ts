/** The measurement of the noise scale in a design: off unless it is asked for, and checked with sentences that say what to do. */
import { describe, expect, it } from 'vitest';
import { NOISE_SCALE_DEFAULTS } from '#core/experiment/record';
import type { ExperimentFile } from '#core/experiment/spec';
import { checkSpec } from '#core/experiment/validate';
import { sampleSpec } from '#test/support/store-sample';

const shape = { rows: 1000, features: 2, target: { kind: 'class', classes: 3 } } as const;
const norm = { kind: 'batchNorm', momentum: 0.9, epsilon: 1e-5, ghostSize: null } as const;

/** 500 training rows. */
function check(noiseScale: unknown, changes: Partial<ExperimentFile> = {}) {
  const spec = sampleSpec('noise');
  return checkSpec(
    { ...spec, replicates: 2, ...changes, record: { ...spec.record, ...(noiseScale === undefined ? {} : { noiseScale }) } },
    shape,
  );
}

const errors = (...given: Parameters<typeof check>): string[] =>
  check(...given).issues.flatMap(({ path, message, severity }) => (severity === 'error' ? [`${path} ${message}`] : []));

describe('a design that does not ask for it', () => {
  it('is as it was before it could, to the letter, so that fingerprints stay', () => {
    const { spec, plan } = check(undefined);
    expect(JSON.stringify(spec)).toBe(JSON.stringify(sampleSpec('noise')));
    expect(JSON.stringify(spec)).not.toContain('noiseScale');
    expect(plan?.conditions.some((one) => 'noiseScale' in one)).toBe(false);
    expect(check(null).plan?.conditions.some((one) => 'noiseScale' in one)).toBe(false);
  });
});

describe('a design that asks for it', () => {
  it('has it measured in every condition, with the usual sizes where it names none', () => {
    const factors = [{ path: 'batch.size', values: [4, 32] }];
    const { plan } = check({}, { factors });
    expect(plan?.conditions.map(({ noiseScale }) => noiseScale)).toEqual([NOISE_SCALE_DEFAULTS, NOISE_SCALE_DEFAULTS]);
    expect(NOISE_SCALE_DEFAULTS).toEqual({ smallBatch: 16, largeBatch: 256, pairs: 8 });
  });

  it.each([
    [
      { smallBatch: 64, largeBatch: 64 },
      'record.noiseScale.largeBatch must be larger than the small one, 64, but is 64. Two sizes tell noise and gradient apart.',
    ],
    [{ largeBatch: 501 }, 'record.noiseScale.largeBatch is larger than the 500 training samples that it is drawn from. Use at most 500.'],
    [{ pairs: 2 }, 'record.noiseScale.pairs must be at least 4, but is 2.'],
    [{ smallBatch: 0 }, 'record.noiseScale.smallBatch must be at least 1, but is 0.'],
    [{ smallBatch: 1.5 }, 'record.noiseScale.smallBatch must be a whole number, but is 1.5.'],
    [{ smallbatch: 8 }, 'record.noiseScale.smallbatch is not a known field. Did you mean "smallBatch"?'],
    [true, 'record.noiseScale must be an object, but is true.'],
  ])('is refused with %j', (noiseScale, sentence) => {
    expect(errors(noiseScale).join('\n')).toContain(sentence);
  });

  it('is held against the condition with the fewest training samples', () => {
    const factors = [{ path: 'data.trainingRows', values: [200, 500] }];
    expect(errors({}, { factors })).toEqual([
      'record.noiseScale.largeBatch is larger than the 200 training samples that it is drawn from. Use at most 200.',
    ]);
    expect(errors({ largeBatch: 200 }, { factors })).toEqual([]);
  });

  it('cannot be varied', () => {
    const factors = [{ path: 'record.noiseScale.pairs', values: [8, 16] }];
    expect(errors({}, { factors }).join()).toContain('all conditions are measured alike');
  });

  it('is told how to read it with batch normalisation, and refused where that makes no gradient', () => {
    const model = { layers: [{ kind: 'dense', units: 5, activation: 'relu' } as const, norm] };
    const warned = check({}, { model }).issues.filter(({ path }) => path === 'record.noiseScale');
    expect(warned.map(({ severity, message }) => `${severity}: ${message}`).join()).toContain('read it as a guide');
    expect(errors({ smallBatch: 1 }, { model }).join()).toContain('record.noiseScale.smallBatch is too small, 1.');
  });

  it('is warned of where it costs many times the training', () => {
    const costs = (noiseScale: object): string[] =>
      check(noiseScale).issues.flatMap(({ path, message }) => (path === 'record.noiseScale' ? [message] : []));
    // Three evaluations of 4,096 rows; two epochs of 500 rows.
    expect(costs({})).toEqual([
      'Measuring the noise scale takes about 12 times as many gradients of samples as the training itself. Evaluate less often, or use fewer pairs or smaller batches.',
    ]);
    expect(costs({ largeBatch: 32, pairs: 4 })).toEqual([]);
  });
});
