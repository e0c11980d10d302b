/** How training is shown while it goes on: a bar on a terminal, plain lines in a log, nothing when asked to be quiet. */
import { Presets, SingleBar } from 'cli-progress';
import { count, duration } from '#cli/words';
import type { Io, OutputOptions } from '#cli/io';
import type { ProgressState } from '#contract/experiments';

interface Snapshot {
  readonly progress: ProgressState;
  readonly runsDone: number;
  readonly runs: number;
}

export interface ProgressView {
  show(snapshot: Snapshot): void;
  /** Something happened that the person should know. */
  note(message: string): void;
  /** Something is wrong: said even when asked to be quiet. */
  warn(message: string): void;
  end(): void;
}

const MS_BETWEEN_LINES = 3000;

/** The view that fits the terminal. `stream` draws the bar; `nowMs` is a clock that only goes forward. */
export function createProgressView(
  io: Io,
  options: OutputOptions,
  stream: NodeJS.WritableStream = process.stderr,
  nowMs: () => number = () => performance.now(),
): ProgressView {
  if (options.quiet) return { show: () => undefined, note: () => undefined, warn: (message) => io.err(message), end: () => undefined };
  return io.isTerminal ? barView(io, stream) : lineView(io, nowMs);
}

/** 0..100, whole; 100 only at the very end. */
function percent({ progress }: Snapshot): number {
  return Math.floor(100 * progress.fraction);
}

function remaining({ progress }: Snapshot): string {
  return progress.remainingSeconds === null ? '' : `, about ${duration(progress.remainingSeconds)} left`;
}

/** "12 of 40 runs, 31 %, about 20 s left" */
function lineView(io: Io, nowMs: () => number): ProgressView {
  let shownAtMs = -Infinity;
  let shown = '';
  return {
    show: (snapshot) => {
      const text = `${snapshot.runsDone} of ${count(snapshot.runs, 'run')}, ${percent(snapshot)} %${remaining(snapshot)}`;
      if (nowMs() - shownAtMs < MS_BETWEEN_LINES || text === shown) return;
      shownAtMs = nowMs();
      shown = text;
      io.err(text);
    },
    note: (message) => io.err(message),
    warn: (message) => io.err(message),
    end: () => undefined,
  };
}

function barView(io: Io, stream: NodeJS.WritableStream): ProgressView {
  const bar = new SingleBar(
    {
      stream,
      format: '{bar} {percentage} %  {runsDone} of {runs}{remaining}',
      barsize: 30,
      fps: 5,
      hideCursor: true,
      gracefulExit: false,
      clearOnComplete: true,
      stopOnComplete: false,
      noTTYOutput: true,
    },
    Presets.shades_classic,
  );
  let last: Snapshot | null = null;
  const draw = (snapshot: Snapshot): void => {
    const words = { runsDone: snapshot.runsDone, runs: count(snapshot.runs, 'run'), remaining: remaining(snapshot) };
    if (bar.isActive) bar.update(percent(snapshot), words);
    else bar.start(100, percent(snapshot), words);
  };
  const note = (message: string): void => {
    bar.stop();
    io.err(message);
    if (last !== null) draw(last);
  };
  return {
    show: (snapshot) => {
      last = snapshot;
      draw(snapshot);
    },
    note,
    warn: note,
    end: () => bar.stop(),
  };
}
