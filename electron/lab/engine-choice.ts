/** Which engine `auto` takes for a plan: the one whose measurements predict that it is done first. */
import { ENGINE_NAMES } from '#contract/engine-names';
import type { EngineId } from '#contract/engines';
import type { Plan } from '#core/experiment/plan';
import { invariant } from '#core/failure';
import { capital } from '#core/sentences';
import { allAtOnce, type Steps } from '#core/steps';
import { planSeconds } from '#lab/estimate';
import type { EngineCandidate } from '#lab/ports/engines';

export interface EngineDecision {
  readonly engine: EngineId;
  /** In words, for the record: "auto: onnx-cpu, predicted 12 s against 40 s with tfjs". */
  readonly reason: string;
  /** The same for the reader of the events: "The computer's processor was chosen: about 12 s, against 40 s with TensorFlow.js." */
  readonly inWords: string;
}

type Planned = Pick<Plan, 'conditions' | 'replicates'>;

/** The same candidates and plan always give the same decision; of equally fast ones the first is taken. */
export function chooseEngine(plan: Planned, candidates: readonly EngineCandidate[]): EngineDecision {
  return allAtOnce(choosingSteps(plan, candidates));
}

/** A condition a step. */
export function* choosingSteps(plan: Planned, candidates: readonly EngineCandidate[]): Steps<EngineDecision> {
  invariant(candidates.length > 0, 'there is an engine to choose');
  if (candidates.length === 1) {
    const [{ engine }] = candidates;
    return {
      engine,
      reason: `auto: ${engine}, the only engine that can be used on this computer`,
      inWords: `${chosenWords(engine)}: nothing else can be used on this computer.`,
    };
  }
  const isTimed = plan.conditions.every(({ length }) => length.seconds !== null);
  const predicted: { readonly engine: EngineId; readonly seconds: number }[] = [];
  for (const { engine, calibrated } of candidates) {
    const seconds = yield* planSeconds(isTimed ? untimed(plan) : plan, calibrated);
    predicted.push({ engine, seconds: seconds.total ?? Infinity });
  }
  const [first, ...others] = predicted.toSorted((a, b) => a.seconds - b.seconds);
  // A budget in seconds lasts as long on every engine: what counts is how far it gets.
  const words = (seconds: number): string => (isTimed ? `${figure(seconds / first.seconds)} times the time an update` : duration(seconds));
  const against = others.map(({ engine, seconds }) => `${words(seconds)} with ${engine}`).join(' and ');
  return {
    engine: first.engine,
    reason: `auto: ${first.engine}, predicted ${isTimed ? 'fastest,' : words(first.seconds)} against ${against}`,
    inWords: `${chosenWords(first.engine)}: ${isTimed ? 'the quickest' : `about ${words(first.seconds)}`}, against ${others
      .map(({ engine, seconds }) => `${words(seconds)} with ${ENGINE_NAMES[engine].plain}`)
      .join(' and ')}.`,
  };
}

const chosenWords = (engine: EngineId): string => `${capital(ENGINE_NAMES[engine].plain)} was chosen`;

/** A thousand updates of every condition in place of a budget in seconds. */
function untimed({ conditions, replicates }: Planned): Planned {
  return { replicates, conditions: conditions.map((one) => ({ ...one, length: { ...one.length, updates: 1000, seconds: null } })) };
}

/** "0.4 s", "12 s", "3.5 min", "2 h": as exact as a prediction is. */
function duration(seconds: number): string {
  if (seconds < 60) return `${figure(seconds)} s`;
  return seconds < 3600 ? `${figure(seconds / 60)} min` : `${figure(seconds / 3600)} h`;
}

/** Two significant digits, and all of whole numbers. */
function figure(value: number): string {
  return value >= 10 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(2)));
}
