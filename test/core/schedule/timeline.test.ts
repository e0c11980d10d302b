/** Epochs, samples and batches of runs whose batch size changes, against counting one update after the other. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchAt, phaseAt, phaseEnd, samplesAfter, timelineWith, updateAtEpoch, updatesForSamples } from '#core/schedule/timeline';

const timelines = fc
  .record({
    rows: fc.integer({ min: 1, max: 60 }),
    batchSize: fc.integer({ min: 1, max: 70 }),
    gaps: fc.array(fc.record({ gap: fc.integer({ min: 1, max: 40 }), size: fc.integer({ min: 1, max: 70 }) }), { maxLength: 4 }),
    remainder: fc.constantFrom('keep', 'drop', 'weightBySize'),
  })
  .map(({ rows, batchSize, gaps, remainder }) => {
    let fromUpdate = 0;
    const later = gaps.map(({ gap, size }) => ({ fromUpdate: (fromUpdate += gap), size }));
    return { rows, remainder, timeline: timelineWith(rows, batchSize, later, remainder) };
  });

describe('a timeline', () => {
  it('cuts every epoch into consecutive stretches of the size of the moment', () => {
    fc.assert(
      fc.property(timelines, ({ rows, remainder, timeline }) => {
        let epoch = 0;
        let row = 0;
        let samples = 0;
        for (let update = 0; update < 120; update++) {
          const { size: whole } = phaseAt(timeline, update);
          const left = rows - row;
          if (left === 0 || (remainder === 'drop' && left < whole)) [epoch, row] = [epoch + 1, 0];
          const size = Math.min(whole, rows - row);
          expect(batchAt(timeline, update)).toEqual({ epoch, row, size });
          expect(samplesAfter(timeline, update)).toBe(samples);
          expect(phaseEnd(timeline, update)).toBeGreaterThan(update);
          samples += size;
          row += size;
          // What the size of the moment cannot fill is dropped, also where a smaller size follows.
          if (remainder === 'drop' && rows - row < whole) [epoch, row] = [epoch + 1, 0];
        }
      }),
    );
  });

  it('visits every row once in an epoch, however the size changes, where nothing is dropped', () => {
    fc.assert(
      fc.property(timelines, ({ rows, remainder, timeline }) => {
        fc.pre(remainder !== 'drop');
        const seen = new Map<number, number>();
        for (let update = 0; batchAt(timeline, update).epoch < 3; update++) {
          const { epoch, size } = batchAt(timeline, update);
          seen.set(epoch, (seen.get(epoch) ?? 0) + size);
        }
        expect([...seen.values()]).toEqual([rows, rows, rows]);
      }),
    );
  });

  it('finds the update at which an epoch begins', () => {
    fc.assert(
      fc.property(timelines, fc.integer({ min: 0, max: 5 }), ({ timeline, remainder }, epoch) => {
        fc.pre(remainder !== 'drop');
        const update = updateAtEpoch(timeline, epoch);
        expect(batchAt(timeline, Math.round(update))).toMatchObject({ epoch, row: 0 });
        expect(update).toBeCloseTo(Math.round(update), 9);
      }),
    );
  });

  it('finds the fewest updates for so many samples', () => {
    fc.assert(
      fc.property(timelines, fc.integer({ min: 1, max: 400 }), ({ timeline }, samples) => {
        const updates = updatesForSamples(timeline, samples);
        expect(samplesAfter(timeline, updates)).toBeGreaterThanOrEqual(samples);
        expect(samplesAfter(timeline, updates - 1)).toBeLessThan(samples);
      }),
    );
  });
});
