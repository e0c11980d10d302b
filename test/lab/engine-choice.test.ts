/** Which engine `auto` takes, and what it says of it. */
import { describe, expect, it } from 'vitest';
import type { EngineId } from '#contract/engines';
import type { Plan } from '#core/experiment/plan';
import { checkSpec } from '#core/experiment/validate';
import { isConvolutional } from '#engine/model/working-set';
import { chooseEngine } from '#lab/engine-choice';
import type { EngineCandidate, TrainingCosts } from '#lab/ports/engines';
import { MODES, MODES_SHAPE } from '#test/support/specs';

function candidate(engine: EngineId, secondsPerUpdate: TrainingCosts['secondsPerUpdate'], places = 1): EngineCandidate {
  const calibrated = {
    places,
    stackLimit: () => 1,
    secondsPerUpdate,
    secondsPerEvaluation: () => 0,
    secondsPerStop: () => 0,
    secondsPerStack: () => 0,
    secondsToStart: () => 0,
  };
  // What training has cost since must not count: a decision can be repeated.
  return { engine, calibrated, costs: { ...calibrated, secondsPerUpdate: () => 1e9 / places } };
}

function planOf(changes: object = {}): Plan {
  const { plan, issues } = checkSpec({ ...MODES, ...changes }, MODES_SHAPE);
  if (plan === null) throw new Error(JSON.stringify(issues));
  return plan;
}

describe('auto', () => {
  const plan = planOf();
  const updates = plan.conditions.reduce((sum, { length }) => sum + length.updates * plan.replicates, 0);

  it('takes the engine that is predicted to be done first, and says against what', () => {
    const fast = candidate('onnx-webgpu', () => 12 / updates);
    const slow = candidate('tfjs', () => 40 / updates);
    const decision = {
      engine: 'onnx-webgpu',
      reason: 'auto: onnx-webgpu, predicted 12 s against 40 s with tfjs',
      inWords: 'The graphics card was chosen: about 12 s, against 40 s with TensorFlow.js.',
    };
    expect(chooseEngine(plan, [fast, slow])).toEqual(decision);
    expect(chooseEngine(plan, [slow, fast])).toEqual(decision);
  });

  it('goes by the network at hand, not by one for all', () => {
    const candidates = [
      candidate('onnx-cpu', (model) => (isConvolutional(model) ? 1 : 1e-3)),
      candidate('onnx-webgpu', (model) => (isConvolutional(model) ? 1e-2 : 1e-2)),
    ];
    expect(chooseEngine(plan, candidates).engine).toBe('onnx-cpu');
    const [condition] = plan.conditions;
    const convolution = { kind: 'conv2d', filters: 2, kernel: 1, stride: 1, padding: 'valid', activation: 'relu' } as const;
    const model = {
      ...condition.model,
      image: { channels: 1, height: 1, width: condition.model.inputs },
      layers: [convolution, { kind: 'flatten' } as const],
    };
    expect(chooseEngine({ replicates: 1, conditions: [{ ...condition, model }] }, candidates).engine).toBe('onnx-webgpu');
  });

  it('counts all places, and takes the first of equally fast ones', () => {
    const alone = candidate('onnx-webgpu', () => 1e-3);
    expect(chooseEngine(plan, [alone, candidate('onnx-cpu', () => 1.5e-3, 2)]).engine).toBe('onnx-cpu');
    expect(chooseEngine(plan, [alone, candidate('onnx-cpu', () => 1e-3)]).engine).toBe('onnx-webgpu');
  });

  it('goes by the pace where the budget is one of seconds', () => {
    const timed = planOf({ budget: { unit: 'seconds', amount: 5 } });
    const decision = chooseEngine(timed, [candidate('onnx-cpu', () => 3e-3), candidate('tfjs', () => 1e-3)]);
    expect(decision).toEqual({
      engine: 'tfjs',
      reason: 'auto: tfjs, predicted fastest, against 3 times the time an update with onnx-cpu',
      inWords: "TensorFlow.js was chosen: the quickest, against 3 times the time an update with the computer's processor.",
    });
  });

  it('says that there is no other', () => {
    expect(chooseEngine(plan, [candidate('onnx-cpu', () => null)]).reason).toBe(
      'auto: onnx-cpu, the only engine that can be used on this computer',
    );
  });
});
