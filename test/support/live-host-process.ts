/**
 * The lab with its browser host as a process of its own, which tells how long its event loop was held up. Forked by `live-figures`; the
 * folder of the history and the number of engine processes are its arguments.
 */
import { existsSync, readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { buildRendererIfStale } from '#cli/build-renderer';
import { composeLab } from '#cli/compose';
import { startSocketServer } from '#host/socket-server';

/** A timer ticks so often. What passes between two ticks beyond this is what the loop was late. */
const TICK_MS = 5;

/** Of the time since the last report. */
export interface LoopReport {
  /** Longest delay that perf_hooks saw. */
  readonly longestMs: number;
  /** How late each tick was, with the time in which other programs had the core. */
  readonly wallMs: readonly number[];
  /** Processor time of this thread between two ticks: what it did itself while nothing else had its turn. */
  readonly ownMs: readonly number[];
  /** Of `wallMs` what the thread did not spend ready to go on, waiting for a core; where the system does not tell that, `wallMs`. */
  readonly unforcedMs: readonly number[];
}

const [directory, workers] = process.argv.slice(2);
const rendererDirectory = await buildRendererIfStale(() => undefined);
const lab = await composeLab({ dataDirectory: directory, mode: 'write', engine: 'onnx-cpu', workers: Number(workers), hasScreens: true });
const server = await startSocketServer({ service: lab.service, rendererDirectory, port: 0 });
await lab.warmUp();

const SCHEDULE = '/proc/thread-self/schedstat';
const tellsWaits = existsSync(SCHEDULE);
/** Nanoseconds on a core, nanoseconds ready and waiting for one, times it got one. */
const waitedMs = (): number => (tellsWaits ? Number(readFileSync(SCHEDULE, 'utf8').split(' ')[1]) / 1e6 : 0);
const now = (): { readonly wall: number; readonly own: number; readonly waited: number } => {
  const { user, system } = process.threadCpuUsage();
  return { wall: performance.now(), own: (user + system) / 1000, waited: waitedMs() };
};
const delays = monitorEventLoopDelay({ resolution: TICK_MS });
delays.enable();
let last = now();
let [wallMs, ownMs, unforcedMs]: [number[], number[], number[]] = [[], [], []];
setInterval(() => {
  const tick = now();
  const late = Math.max(0, tick.wall - last.wall - TICK_MS);
  wallMs.push(late);
  ownMs.push(tick.own - last.own);
  unforcedMs.push(Math.max(0, late - (tick.waited - last.waited)));
  last = tick;
}, TICK_MS);

function report(): LoopReport {
  const made = { longestMs: Math.max(0, delays.max / 1e6 - TICK_MS), wallMs, ownMs, unforcedMs };
  delays.reset();
  [wallMs, ownMs, unforcedMs] = [[], [], []];
  return made;
}

process.on('message', (question) => {
  if (question === 'report') process.send?.(report());
  if (question === 'close')
    void server
      .close()
      .then(() => lab.close())
      .then(() => process.exit());
});
// Whoever forked it takes it along.
process.on('disconnect', () => process.exit());
process.send?.({ address: server.address });
