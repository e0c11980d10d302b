/** An engine as people are told of it: what it is, how fast, whether it computes rightly, and why it cannot be used. */
import { cpus } from 'node:os';
import type { EngineId, EngineReport } from '#contract/engines';
import { describe, failureOf } from '#core/failure';
import { capital } from '#core/sentences';
import type { MeasuredEngine } from '#engine/calibration';
import { physicalCores } from '#engine/physical-cores';
import type { Greeting } from '#engine/process/protocol';
import { isStandardTask } from '#engine/standard-works';

/** An engine further than this from the CPU after 20 updates is broken: rounding alone makes about 1e-6. */
const TOLERANCE = 1e-3;

export function measuredReport(id: EngineId, measured: MeasuredEngine, greeting: Greeting): EngineReport {
  const { device, version, measuredAt, selfTest, works, processes } = measured;
  const isRight = selfTest === null || selfTest.maxRelativeDifference <= TOLERANCE;
  const standard = works.filter(isStandardTask).map(({ runs, batchSize, secondsPerUpdate }) => (runs * batchSize) / secondsPerUpdate);
  return {
    ...{ id, device, version, measuredAt, selfTest, processes },
    available: isRight,
    reason: isRight ? descriptionOf(greeting) : wrong(selfTest.maxRelativeDifference),
    samplesPerSecond: Math.round(Math.max(...standard)),
    speeds: works.flatMap(({ family, batchSize, runs, secondsPerUpdate }) =>
      family === null ? [] : [{ family, batchSize, runs, updatesPerSecond: runs / secondsPerUpdate }],
    ),
  };
}

/** Of an engine that could not be started or measured. */
export function missingReport(id: EngineId, error: unknown): EngineReport {
  const failure = failureOf(error);
  const reason = failure.kind === 'engineUnavailable' ? capital(failure.reason) : describe(failure);
  return { id, device: id === 'onnx-cpu' ? cpuName() : '', available: false, reason, samplesPerSecond: null, selfTest: null };
}

/** With the mark of the one that "auto" takes for the standard task. */
export function withAutomatic(reports: readonly EngineReport[]): readonly EngineReport[] {
  const fastest = reports
    .filter((report) => report.available)
    .reduce<EngineReport | null>((best, report) => (best === null || totalSpeed(report) > totalSpeed(best) ? report : best), null);
  return reports.map((report) => ({ ...report, isAutomatic: report.id === fastest?.id }));
}

export function deviceOf({ isOnCpu, device }: Greeting): string {
  return isOnCpu ? cpuName() : capital(device);
}

/** Of the standard task, on all places. */
function totalSpeed({ samplesPerSecond, processes }: EngineReport): number {
  return (samplesPerSecond ?? 0) * (processes ?? 1);
}

function descriptionOf({ library, isOnCpu, device, note = '' }: Greeting): string {
  const cores = physicalCores();
  const where = isOnCpu ? `, ${String(cores)} ${cores === 1 ? 'core' : 'cores'}.` : ` on ${device}.`;
  return `${library}${where} ${note}`.trim();
}

function wrong(difference: number): string {
  return `It computes wrongly: after 20 updates its numbers differ from those of the CPU by up to ${difference.toExponential(1)} of their size.`;
}

function cpuName(): string {
  return cpus()[0]?.model.trim() ?? 'CPU';
}
