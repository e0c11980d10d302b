/** Where the picture of a preset's question is, on the presets that come with the lab. */
import { expect, test } from 'vitest';
import type { PresetSummary } from '#contract/presets';
import { presetFiles } from '#host/preset-files';
import { pictureTab } from '#renderer/features/compare/preset-picture.ts';

const forms = presetFiles('resources/presets').list();
const presets = forms.map(({ id, quick, full, preset }): PresetSummary => ({
  ...{ id, spec: quick, runs: 1, estimatedSeconds: null, source: '', expected: '', figure: preset.figure, importedData: null },
  full: full === null ? null : { spec: full, runs: 1, estimatedSeconds: null },
}));
const specOf = (id: string) => {
  const found = forms.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no preset ${id}`);
  return found.quick;
};

test.each([
  ['gradient-norm', 'gradients'],
  ['noise-scale', 'gradients'],
  ['sharp-minima', 'weights'],
  ['epsilon-ball', 'weights'],
  ['sweet-spot', 'batchSize'],
  ['modes', null],
])('the picture of %s is in %s', (id, tab) => expect(pictureTab(specOf(id), presets)).toBe(tab));

test('a design of its own has none, and none is known before the presets are', () => {
  const spec = specOf('gradient-norm');
  expect(pictureTab({ ...spec, batch: { ...spec.batch, size: 63 } }, presets)).toBeNull();
  expect(pictureTab(spec, null)).toBeNull();
});
