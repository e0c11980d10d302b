/** How learning rate and batch size go in the course of the runs of a plan, as points to draw; equal courses are one. */
import type { Condition, Plan } from '#core/experiment/plan';
import type { Budget } from '#core/experiment/spec';
import { rateFactor } from '#core/schedule/learning-rate';
import { earliestReductions } from '#core/schedule/plateau';
import { withReductions } from '#core/schedule/learning-rate';
import { samplesAfter, timelineWith } from '#core/schedule/timeline';
import { conditionColours } from '#renderer/charts/condition-colour.ts';

export type CoursePoint = readonly [x: number, y: number];
export interface Course {
  readonly points: readonly CoursePoint[];
  /** The colour of the first condition that has it; ink where all have the same. */
  readonly css: string;
}
export interface Courses {
  readonly unit: 'epochs' | 'updates';
  readonly length: number;
  readonly courses: readonly Course[];
}

/** Points of a curve: more than a small picture has columns. */
const POINTS = 400;

/** What the learning rate is multiplied by; null where a run's length is not known before it (a budget in seconds). */
export function rateCourses(plan: Plan, unit: Budget['unit']): Courses | null {
  return coursesOf(plan, unit, (condition, place) =>
    drawnUpdates(condition).map((update): CoursePoint => [place(update), factorAt(condition, Math.min(update, last(condition)))]),
  );
}

/** The batch size, level between its changes. */
export function batchCourses(plan: Plan, unit: Budget['unit']): Courses | null {
  return coursesOf(plan, unit, ({ batchSize, laterBatches, length }, place) => {
    const phases = [{ fromUpdate: 0, size: batchSize }, ...laterBatches];
    return phases.flatMap(({ fromUpdate, size }, index): CoursePoint[] => {
      const end = phases.at(index + 1)?.fromUpdate ?? length.updates;
      return [
        [place(fromUpdate), size],
        [place(end), size],
      ];
    });
  });
}

function coursesOf(
  plan: Plan,
  unit: Budget['unit'],
  pointsOf: (condition: Condition, place: (update: number) => number) => readonly CoursePoint[],
): Courses | null {
  if (unit === 'seconds') return null;
  const isInUpdates = unit === 'updates';
  const colours = conditionColours(plan.conditions);
  const all = plan.conditions.map((condition, index): Course => {
    const { batchSize, laterBatches, remainder } = condition;
    const timeline = timelineWith(plan.trainingRows, batchSize, laterBatches, remainder);
    const place = (update: number): number => (isInUpdates ? update : samplesAfter(timeline, update) / plan.trainingRows);
    return { points: pointsOf(condition, place), css: colours[index].css };
  });
  const length = Math.max(...all.flatMap(({ points }) => points.map(([x]) => x)));
  const pictures = all.map((course) => picture(course, length));
  const distinct = all.filter((_, index) => pictures.indexOf(pictures[index]) === index);
  const courses = distinct.length === 1 ? [{ ...distinct[0], css: 'var(--ink-2)' }] : distinct;
  return { unit: isInUpdates ? 'updates' : 'epochs', length, courses };
}

const last = (condition: Condition): number => condition.length.updates - 1;

/** Evenly spread updates, the corners of the course among them, and the end. */
function drawnUpdates(condition: Condition): readonly number[] {
  const { updates } = condition.length;
  const even = Array.from({ length: Math.min(POINTS, updates) }, (_, step) => Math.floor((step * updates) / Math.min(POINTS, updates)));
  const corners = cornersOf(condition).filter((update) => update >= 0 && update < updates);
  return [...new Set([...even, ...corners, updates])].sort((a, b) => a - b);
}

/** Of a schedule that follows the data: as if it fell at the earliest. */
function factorAt({ schedule, evaluateAt }: Condition, update: number): number {
  if (schedule.course.kind !== 'plateau') return rateFactor(schedule, update);
  const since = earliestReductions(schedule.course, evaluateAt).filter((at) => at <= update);
  return rateFactor(withReductions(schedule, { count: since.length, since: since.at(-1) ?? 0 }), update);
}

function cornersOf({ schedule: { warmUp, course }, evaluateAt }: Condition): readonly number[] {
  const falls = course.kind === 'milestones' ? course.at : course.kind === 'plateau' ? earliestReductions(course, evaluateAt) : [];
  const jumps = falls.flatMap((at) => [at - 1, at]);
  return [warmUp - 1, warmUp, ...jumps];
}

/** The same for courses that a small picture cannot tell apart: the height at each of a hundred places. */
function picture({ points }: Course, length: number): string {
  const heights: string[] = [];
  let index = 0;
  for (let step = 0; step <= 100; step++) {
    while (index + 1 < points.length && points[index + 1][0] <= (step / 100) * length) index++;
    heights.push(points[index][1].toPrecision(2));
  }
  return heights.join(' ');
}
