/** What this process costs: its memory, and its share of a core since it was last asked. */
import type { ProcessFigures } from '#contract/system';

export function ownFigures(): () => ProcessFigures {
  let last = { at: performance.now(), cpu: process.cpuUsage() };
  return () => {
    const now = { at: performance.now(), cpu: process.cpuUsage() };
    const cpuMs = (now.cpu.user + now.cpu.system - last.cpu.user - last.cpu.system) / 1000;
    const passedMs = now.at - last.at;
    last = now;
    return { pid: process.pid, memoryBytes: process.memoryUsage.rss(), cpuShare: passedMs > 0 ? cpuMs / passedMs : null };
  };
}
