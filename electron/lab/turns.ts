/** Long work of the lab in short turns: training, announcements and other answers come in between. */
import { inTurns, type Steps } from '#core/steps';
import type { Clock } from '#lab/ports/environment';

export type TakeTurns = <Result>(steps: Steps<Result>) => Promise<Result>;

export function turnsOn(clock: Clock): TakeTurns {
  const rest = (): Promise<void> => new Promise((resolve) => void clock.after(0, resolve));
  return (steps) => inTurns(steps, { nowMs: () => clock.now(), rest });
}
