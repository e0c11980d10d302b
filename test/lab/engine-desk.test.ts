/** What the lab knows of its engines before anything was trained. */
import { expect, it } from 'vitest';
import type { EngineReport } from '#contract/engines';
import { allAtOnce } from '#core/steps';
import { checkSpec } from '#core/experiment/validate';
import { EngineDesk } from '#lab/engine-desk';
import { ScriptedPool, scriptedEngines } from '#test/support/scripted-engines';
import { MODES, MODES_SHAPE } from '#test/support/specs';

function desk(reports: readonly EngineReport[]): EngineDesk {
  const engines = { ...scriptedEngines(new ScriptedPool(2)), report: () => Promise.resolve(reports) };
  return new EngineDesk({ engines, engineChoice: 'auto', workers: null, onStatus: () => undefined });
}

const report: EngineReport = { id: 'onnx-cpu', device: 'test', available: true, reason: '', samplesPerSecond: 1, selfTest: null };
const { plan } = checkSpec(MODES, MODES_SHAPE);
if (plan === null) throw new Error('the sample has a plan');

it('tells what training would cost as soon as the engines were asked about, without opening one', async () => {
  const here = desk([report]);
  expect(allAtOnce(here.costsOf(plan))).toBeNull();
  await here.report(false);
  expect(allAtOnce(here.costsOf(plan))?.places).toBe(2);
  expect(here.pool).toBeNull();
});

it('tells nothing where no engine can be used', async () => {
  const here = desk([{ ...report, available: false }]);
  await here.report(false);
  expect(allAtOnce(here.costsOf(plan))).toBeNull();
});
