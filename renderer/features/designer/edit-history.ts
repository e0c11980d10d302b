/** Undo and redo over immutable values. Edits of the same field in quick succession are one step. */

export interface EditHistory<Value> {
  readonly past: readonly Value[];
  readonly present: Value;
  readonly future: readonly Value[];
  /** Field and time of the last edit; null after undo and redo. */
  readonly last: { readonly field: string; readonly at: number } | null;
}

const MOST_STEPS = 500;
const SAME_EDIT_MS = 1200;

export function startHistory<Value>(present: Value): EditHistory<Value> {
  return { past: [], present, future: [], last: null };
}

/** `field` null never joins the step before. */
export function edited<Value>(history: EditHistory<Value>, present: Value, field: string | null, at: number): EditHistory<Value> {
  if (present === history.present) return history;
  const last = field === null ? null : { field, at };
  const isSame = history.last !== null && history.last.field === field && at - history.last.at < SAME_EDIT_MS;
  const past = isSame ? history.past : [...history.past, history.present].slice(-MOST_STEPS);
  return { past, present, future: [], last };
}

export function undone<Value>(history: EditHistory<Value>): EditHistory<Value> {
  const { past, present, future } = history;
  if (past.length === 0) return history;
  return { past: past.slice(0, -1), present: past[past.length - 1], future: [present, ...future], last: null };
}

export function redone<Value>(history: EditHistory<Value>): EditHistory<Value> {
  const { past, present, future } = history;
  if (future.length === 0) return history;
  return { past: [...past, present], present: future[0], future: future.slice(1), last: null };
}
