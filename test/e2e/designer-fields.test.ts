/** Every field of the designer, in designs that together show all of them: its name, what it means, its range, its default. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LAYER_OPTIONS, newBlock, newLayer } from '#renderer/features/designer/layer-words.ts';
import { MADE_KINDS, MADE_SOURCES } from '#renderer/features/designer/made-sources.ts';
import { newExperiment } from '#renderer/features/designer/new-experiment.ts';
import { newRequest, PROBES } from '#renderer/features/designer/probe-words.ts';
import { OPTIMIZER_KINDS, optimizerDefaults } from '#core/experiment/optimizers';
import type { LayerSpec } from '#core/experiment/layers';
import { NOISE_SCALE_DEFAULTS } from '#core/experiment/record';
import { scheduleDefaults, scheduleSchema } from '#core/experiment/schedules';
import { sourceSchema } from '#core/experiment/source';
import type { ExperimentSpec } from '#core/experiment/spec';
import { stoppingSchema } from '#core/experiment/stopping';
import { type RunningApp, startApp } from '#test/support/running-app';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const layerOf = ({ value }: (typeof LAYER_OPTIONS)[number]): LayerSpec => (value === 'residual' ? newBlock(null) : newLayer(value));
const batchKinds = ['constant', 'changes', 'multiply'] as const;
const ruleKinds = ['none', 'linear', 'squareRoot'] as const;
const units = ['epochs', 'updates', 'samples', 'seconds'] as const;

/** Designs, not all of which could run, that show every kind of data, layer, optimizer, schedule, rule and budget with all their fields. */
function designs(): readonly ExperimentSpec[] {
  const base = newExperiment();
  const schedules = scheduleSchema.shape.kind.options;
  const layers = LAYER_OPTIONS.map(layerOf);
  return MADE_KINDS.map((kind, index): ExperimentSpec => {
    const at = <Value>(list: readonly Value[]): Value => list[index % list.length];
    const noisy = { labelNoise: 0.1, trainingRows: 100 } as const;
    const leaky: LayerSpec = { kind: 'dense', units: 8, activation: 'leakyRelu', alpha: 0.1 };
    const ghost = { ...newLayer('batchNorm'), ghostSize: 32 };
    return {
      ...base,
      name: `Fields with ${kind}`,
      data: { ...base.data, source: sourceSchema.parse({ ...MADE_SOURCES[kind].start, kind, seed: 1, samples: 600 }), ...noisy },
      model: { ...base.model, layers: index === 0 ? [leaky, ghost] : [at(layers)] },
      optimizer: { ...optimizerDefaults({ kind: at(OPTIMIZER_KINDS), learningRate: 0.01 }), clipNorm: 1 },
      schedule: { ...scheduleDefaults(at(schedules)), warmUp: 1, milestones: [10] },
      learningRateRule: at(ruleKinds) === 'none' ? { kind: 'none' } : { kind: at(ruleKinds), referenceBatch: 32 },
      batch: { ...base.batch, schedule: { ...base.batch.schedule, kind: at(batchKinds), changes: [{ at: 5, size: 64 }], most: 128 } },
      budget: { unit: at(units), amount: 50 },
      stopping: stoppingSchema.parse({ kind: 'both', metric: 'test.accuracy', patience: 5, minimumChange: 0 }),
      record: { ...base.record, probes: PROBES.map((probe) => newRequest(probe.kind)), noiseScale: NOISE_SCALE_DEFAULTS },
    };
  });
}

async function show(page: Page, spec: ExperimentSpec): Promise<void> {
  await page.getByRole('radio', { name: 'JSON' }).click();
  await page.getByRole('textbox', { name: 'Design as JSON' }).fill(JSON.stringify(spec));
  await page.locator('header').getByText(spec.name, { exact: true }).waitFor();
  await page.getByRole('radio', { name: 'Form' }).click();
  const closed = page.getByRole('heading', { level: 2 }).locator('button[aria-expanded="false"]');
  while ((await closed.count()) > 0) await closed.first().click();
}

interface Found {
  readonly name: string;
  readonly kind: 'number' | 'choice' | 'switch' | 'group' | 'text' | 'list';
  /** Address of the page of Learn, or the sentence below it; null for neither. */
  readonly explained: string | null;
}

/** All controls in the sections, with what explains each: the question mark of its field, a term beside it, or the sentence below it. */
const controls = (page: Page): Promise<readonly Found[]> =>
  page.evaluate(() => {
    const link = (place: Element | null | undefined): string | null =>
      place?.querySelector('a[href^="#/learn/"]')?.getAttribute('href') ?? null;
    const words = (place: Element | null | undefined): string | null => place?.textContent.trim() ?? null;
    const selector = 'input:not([type=range]):not([type=file]), textarea, [role=switch], [role=radiogroup], .ui-select-trigger';
    return [...document.querySelectorAll(`[data-section] :is(${selector})`)].map((control): Found => {
      const field = control.closest('.field');
      const label = control.getAttribute('aria-label') ?? words(document.querySelector(`label[for="${CSS.escape(control.id)}"]`)) ?? '';
      if (control.role === 'switch' || control.getAttribute('role') === 'switch')
        return { name: label, kind: 'switch', explained: link(control.parentElement) };
      if (control.getAttribute('role') === 'radiogroup')
        return { name: label, kind: 'group', explained: link(control.parentElement) ?? link(control.parentElement?.parentElement) };
      if (field === null) {
        const group = control.closest('[role=group]');
        return { name: label, kind: 'list', explained: link(group?.parentElement) ?? link(group?.closest('[data-section]')) };
      }
      const isNumber = control.getAttribute('inputmode') === 'decimal';
      const kind = isNumber ? 'number' : control.matches('.ui-select-trigger') ? 'choice' : 'text';
      const below = kind === 'text' ? words(field.querySelector('.note')) : null;
      return { name: label, kind, explained: link(field) ?? below };
    });
  });

/** What the question marks of the number fields say, read from what is shown when one of them has the focus. */
async function factsOf(page: Page, name: string): Promise<string> {
  const mark = page
    .locator('[data-section]')
    .getByRole('link', { name: `What is ${name}?`, exact: true })
    .first();
  await mark.focus();
  const tip = page.locator('.tooltip:not([data-state="closed"])');
  await tip.waitFor();
  const text = (await tip.textContent()) ?? '';
  await mark.blur();
  await tip.waitFor({ state: 'detached' });
  return text;
}

/** What nonsense typed into a number field was taken without a word, though it is no number, or outside the range that the field tells. */
async function takenNonsense(page: Page, name: string, facts: string): Promise<readonly string[]> {
  const mark = page.getByRole('link', { name: `What is ${name}?`, exact: true });
  const field = page.locator('[data-section] .field').filter({ has: mark }).first();
  const input = field.locator('input');
  if (await input.isDisabled()) return [];
  const before = await input.inputValue();
  const between = /From ([\d.,−-]+) to ([\d.,−-]+)/.exec(facts);
  const least = /At least ([\d.,]+)/.exec(facts);
  const numberOf = (text: string | undefined, none: number): number =>
    text === undefined ? none : Number(text.replaceAll(',', '').replace('−', '-').replace(/\.$/, ''));
  const isPossible = (value: number): boolean =>
    value >= numberOf(between?.[1] ?? least?.[1], -Infinity) && value <= numberOf(between?.[2], Infinity);
  const taken: string[] = [];
  for (const nonsense of ['abc', '', '1.2.3', '-1', '1e99']) {
    await input.fill(nonsense);
    const isInvalid = (await input.getAttribute('aria-invalid')) === 'true';
    const said = isInvalid ? await field.locator('.note').innerText() : '';
    const isNumber = nonsense.startsWith('-') || nonsense.startsWith('1e');
    if (isInvalid ? said.length < 6 : !isNumber || !isPossible(Number(nonsense))) taken.push(`${name}: "${nonsense}"`);
  }
  await input.fill(before);
  await input.blur();
  return taken;
}

it('has a name and an explanation for every field; a number also its range and its default, and a word about nonsense', async () => {
  const { page, context, offences } = await app.open('light', { width: 1280, height: 1000 });
  await page.getByRole('button', { name: 'New experiment', exact: true }).click();
  const seen = new Set<string>();
  const kinds = new Set<string>();
  const unexplained: string[] = [];
  const unbounded: string[] = [];
  const taken: string[] = [];
  for (const design of designs()) {
    await show(page, design);
    for (const { name, kind, explained } of await controls(page)) {
      const known = `${kind}: ${name}`;
      if (seen.has(known)) continue;
      seen.add(known);
      kinds.add(kind);
      if (name === '' || explained === null || explained === '') unexplained.push(known);
      if (kind !== 'number' || explained === null) continue;
      const facts = await factsOf(page, name);
      if (!/(From|At least|At most) [\d.−-]/.test(facts) || !facts.includes('Default:')) unbounded.push(`${name}: ${facts}`);
      taken.push(...(await takenNonsense(page, name, facts)));
    }
  }
  expect(unexplained).toEqual([]);
  expect(unbounded).toEqual([]);
  expect(taken).toEqual([]);
  expect([...kinds].sort()).toEqual(['choice', 'group', 'list', 'number', 'switch', 'text']);
  expect(seen.size).toBeGreaterThan(90);
  expect(offences).toEqual([]);
  await context.close();
});
