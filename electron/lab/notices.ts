/** What an engine says beside its numbers, as sentences of the event log. */
import { metricAmount, metricName } from '#core/experiment/describe';
import type { StopReason } from '#core/schedule/early-stopping';
import type { EngineNotice } from '#lab/ports/engines';

/** Completes "Batch size 32, seed 1 stopped early at update 1,200: ...". */
export function stopWords(reason: StopReason): string {
  const { metric } = reason;
  if (reason.rule === 'target') {
    return `${metricName(metric)} reached ${metricAmount(metric, reason.value)}, the target is ${metricAmount(metric, reason.target)}.`;
  }
  const { evaluations, best, bestAt } = reason;
  const count = evaluations === 1 ? 'the last evaluation was' : `the last ${evaluations.toLocaleString('en-US')} evaluations were`;
  // Without a single number there is no best: the run was about to diverge.
  const from = Number.isNaN(best) ? 'any number' : `${metricAmount(metric, best)} of update ${bestAt.toLocaleString('en-US')}`;
  return `in ${metricName(metric)} ${count} no better than ${from}.`;
}

/** `nameOf` names a run: "Batch size 32, seed 1". */
export function noticeWords(notice: EngineNotice, nameOf: (runId: string) => string): string {
  switch (notice.kind) {
    case 'parts': {
      const batch = notice.batchSize.toLocaleString('en-US');
      const [needs, most] = [notice.needsBytes, notice.mostBytes].map((bytes) => Math.round(bytes / 1024 / 1024).toLocaleString('en-US'));
      return `Batch ${batch} is worked through in ${String(notice.parts)} parts of up to ${notice.rows.toLocaleString('en-US')} samples, because at once it would take ${needs} MB a run; ${most} MB are allowed. Their gradients are added up: the update is that of the whole batch.`;
    }
    case 'rateReduced': {
      const rate = Number(notice.learningRate.toPrecision(4));
      return `${nameOf(notice.runId)}: the learning rate falls to ${String(rate)} at update ${notice.update.toLocaleString('en-US')}.`;
    }
    default:
      return notice satisfies never;
  }
}
