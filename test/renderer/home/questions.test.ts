import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { PresetSummary } from '#contract/presets';
import { parseSpec } from '#core/experiment/parse';
import { FIGURES, presetSchema } from '#core/presets/preset';
import { digitsNote, questionsOf, TOPICS } from '#renderer/features/home/questions.ts';
import { thumbnailOf } from '#renderer/features/home/thumbnails.ts';

const FOLDER = join(import.meta.dirname, '../../../resources/presets');
const presets = readdirSync(FOLDER).map((file): PresetSummary => {
  const preset = presetSchema.parse(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')));
  const { spec } = parseSpec(preset.experiment);
  if (spec === null) throw new Error(`${file} holds no experiment`);
  const { source, expected, figure } = preset;
  return { id: file.replace('.json', ''), spec, runs: 1, estimatedSeconds: null, full: null, source, expected, figure, importedData: null };
});

it('shows every question, each under a topic as well', () => {
  expect(questionsOf(presets, 'all')).toHaveLength(presets.length);
  expect(questionsOf(presets, 'all')[0].id).toBe('modes');
  const topics = TOPICS.map(({ id }) => id).filter((id) => id !== 'all');
  const found = new Set(topics.flatMap((topic) => questionsOf(presets, topic).map(({ id }) => id)));
  expect(presets.filter(({ id }) => !found.has(id)).map(({ id }) => id)).toEqual([]);
  expect(questionsOf([{ ...presets[0], id: 'unheard-of' }, ...presets], 'all').at(-1)?.id).toBe('unheard-of');
});

it('draws a thumbnail of every kind inside its box', () => {
  for (const figure of FIGURES) {
    for (const preset of presets) {
      const { lines, cells, dots, bands, labels } = thumbnailOf({ ...preset, figure });
      expect(lines.length + cells.length + dots.length).toBeGreaterThan(0);
      const numbers = [...lines, ...bands].flatMap(({ d }) => d.match(/-?[\d.]+/g)?.map(Number) ?? [Number.NaN]);
      const all = [
        ...numbers,
        ...cells.flatMap(({ x, y, width, height }) => [x, y, x + width, y + height]),
        ...[...dots, ...labels].flatMap(({ x, y }) => [x, y]),
      ];
      expect([figure, preset.id, all.every((value) => value >= -25 && value <= 245)]).toEqual([figure, preset.id, true]);
    }
  }
});

it('draws another picture wherever another one is expected', () => {
  const pictures = presets.map((preset) => JSON.stringify(thumbnailOf(preset)));
  expect(new Set(pictures).size).toBe(presets.length);
});

it('says where digits come from', () => {
  const digits = presets.find(({ spec }) => spec.data.source.kind === 'digits');
  const blobs = presets.find(({ spec }) => spec.data.source.kind === 'blobs');
  if (digits === undefined || blobs === undefined) throw new Error('presets on digits and on blobs are expected');
  expect([digitsNote(digits), digitsNote({ ...digits, importedData: 'mnist' }), digitsNote(blobs)]).toEqual([
    'synthetic digits',
    'on mnist',
    null,
  ]);
});
