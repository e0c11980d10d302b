/** Long work in short steps: a generator that pauses between them, so that whoever takes the steps can do other things meanwhile. */

export type Steps<Result> = Generator<undefined, Result, undefined>;

export function allAtOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

export interface Turns {
  readonly nowMs: () => number;
  /** Comes back when everything else that waited has had its turn. To give up, never let it come back. */
  readonly rest: () => Promise<void>;
}

/** A frame of a screen is 16 ms long. */
const TURN_MS = 8;

/** Takes the steps, a few milliseconds of them at a time. */
export async function inTurns<Result>(steps: Steps<Result>, { nowMs, rest }: Turns): Promise<Result> {
  let turnEnds = nowMs() + TURN_MS;
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (nowMs() < turnEnds) continue;
    await rest();
    turnEnds = nowMs() + TURN_MS;
  }
}
