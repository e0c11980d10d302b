/** What is kept of measurements. */
import { describe, expect, it } from 'vitest';
import { type Calibration, recalled, written } from '#engine/calibration';

const measured: Calibration = {
  'onnx-cpu': {
    version: 'ONNX Runtime 1.30.0',
    report: { id: 'onnx-cpu', device: 'a CPU', available: true, reason: 'It is here.', samplesPerSecond: 1e6, selfTest: null },
    families: { small: 0.9, convolutional: 1.4 },
  },
};

describe('a calibration', () => {
  it('comes back as it was written', () => {
    expect(recalled(written(measured))).toEqual(measured);
  });

  it('is forgotten on another computer, and where the text is none', () => {
    const text = written(measured);
    const elsewhere = JSON.stringify({ ...(JSON.parse(text) as object), computer: 'another one' });
    const negative = text.replace('0.9', '-0.9');
    for (const other of [null, '', '{}', 'null', elsewhere, negative]) expect(recalled(other)).toEqual({});
  });
});
