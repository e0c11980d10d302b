/** When an engine was measured, and what training has told of it since. */
import type { EngineReport } from '#contract/engines';
import { plural } from '#renderer/ui/format.ts';

/** "23 Nov 2026, 03:10; learned since from 12 runs, last on 23 Nov 2026, 03:40"; null where it never was. */
export function measuredWords({ measuredAt, learned }: Pick<EngineReport, 'measuredAt' | 'learned'>): string | null {
  if (measuredAt === undefined) return null;
  const since = learned === undefined ? '' : `; learned since from ${plural(learned.runs, 'run')}, last on ${dateAndTime(learned.at)}`;
  return `${dateAndTime(measuredAt)}${since}`;
}

const dateAndTime = (at: number): string => new Date(at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
