import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseSpec } from '#core/experiment/parse';
import {
  duplicated,
  experimentFile,
  experimentText,
  isExperimentFile,
  readExperimentFile,
} from '#renderer/features/designer/experiment-file.ts';
import { newExperiment } from '#renderer/features/designer/new-experiment.ts';

it('reads back the file that it writes', () => {
  const spec = { ...newExperiment(), name: 'Größe & Rate: 1/2' };
  const { name, content } = experimentFile(spec);
  expect(name).toBe('größe-rate-1-2.json');
  const read = experimentText(name, content);
  expect('text' in read ? parseSpec(JSON.parse(read.text)).spec : read.problem).toEqual(spec);
  expect(experimentFile({ ...spec, name: '???' }).name).toBe('experiment.json');
});

it('takes the experiment out of a preset, and a mark at the beginning of the text away', () => {
  const preset = readFileSync(join(import.meta.dirname, '../../../resources/presets/modes.json'), 'utf8');
  const read = experimentText('modes.json', `\uFEFF${preset}`);
  expect('text' in read ? parseSpec(JSON.parse(read.text)).spec?.factors.length : read.problem).toBe(1);
});

it('says what a file is not', async () => {
  expect(experimentText('a.json', '{"name": ')).toEqual({
    problem: 'a.json cannot be read. The text ends too early: a bracket or a quotation mark is not closed.',
  });
  expect(experimentText('a.json', '[1, 2]')).toEqual({
    problem: 'a.json holds no experiment. An experiment file begins with "format": "batch-size-lab/experiment".',
  });
  const large = new File([new Uint8Array(6_000_000)], 'large.json');
  expect(await readExperimentFile(large)).toEqual({
    problem: 'large.json is too large to be an experiment file. Experiment files are small texts (JSON).',
  });
  expect([isExperimentFile('x.JSON'), isExperimentFile('x.json.csv')]).toEqual([true, false]);
});

it('gives a duplicate a name of its own that is never too long', () => {
  const named = (name: string): string => duplicated({ ...newExperiment(), name }).name;
  expect(named('Blobs')).toBe('Blobs, copy');
  expect(named('Blobs, copy')).toBe('Blobs, copy 2');
  expect(named('Blobs, copy 9')).toBe('Blobs, copy 10');
  expect(named('x'.repeat(200))).toHaveLength(200);
});
