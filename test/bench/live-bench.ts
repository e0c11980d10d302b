/**
 * Promise P3: how quick the app stays while 2 engine processes train 100 runs that stream into the Live screen. Prints a table with its limits:
 * no task of the window longer than 100 ms, the event loop of the lab never held up for more than 50 ms, every press painted within 100 ms
 * (98 % of them, as web browsers count it). Ends with code 1 where one is broken.
 *
 * Run with `npm run bench:surface`, or `node test/bench/live-bench.ts [seconds]`; takes the seconds (60) and about one minute more. Wall and own
 * times: see `test/support/live-figures`. The wall times say something on a machine with nothing else to do; there both hold.
 */
import { availableParallelism, loadavg } from 'node:os';
import { liveFigures, type LiveFigures, type Samples } from '#test/support/live-figures';

const SECONDS = Number(process.argv.at(2) ?? 60);
const REPLICATES = 20;

const longest = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value), 0);
const share = (part: number) => (values: readonly number[]) =>
  values.toSorted((a, b) => a - b).at(Math.min(values.length - 1, Math.floor(part * values.length))) ?? 0;
const over = (limit: number) => (values: readonly number[]) => values.filter((value) => value > limit).length;

interface Row {
  readonly name: string;
  readonly wall: number;
  readonly own: number;
  readonly unit: 'ms' | '';
  /** null where it is only told. */
  readonly limit: number | null;
}

function row(name: string, of: (values: readonly number[]) => number, { wallMs, ownMs }: Samples, limit: number | null = null): Row {
  return { name, wall: of(wallMs), own: of(ownMs), unit: of === longest || limit !== null || name.includes('%') ? 'ms' : '', limit };
}

function rowsOf({ opening, tasks, presses, loop }: LiveFigures): readonly Row[] {
  return [
    row('window: longest task', longest, tasks, 100),
    row('  tasks over 50 ms', over(50), tasks),
    row('  tasks over 100 ms', over(100), tasks),
    row('  longest task while Live is opened', longest, opening, 100),
    row(`press to next paint: 98 % of ${String(presses.wallMs.length)} within`, share(0.98), presses, 100),
    row('  longest', longest, presses),
    { ...row('event loop of the lab: longest block', longest, loop, 50), wall: loop.longestMs },
    row('  but for waiting for a core', longest, { wallMs: loop.unforcedMs, ownMs: loop.ownMs }),
    row('  blocks over 50 ms', over(50), loop),
    row('  99 % within', share(0.99), loop),
  ];
}

const told = ({ name, wall, own, unit, limit }: Row): string => {
  const value = (amount: number): string => `${amount.toFixed(0)} ${unit}`.trim().padStart(10);
  const verdict = limit === null ? '' : wall <= limit ? 'holds' : own <= limit ? 'holds for own time' : 'BROKEN';
  return `${name.padEnd(46)}${value(wall)}${value(own)}${(limit === null ? '' : `${String(limit)} ms`).padStart(10)}   ${verdict}`;
};

const loadBefore = loadavg()[0];
const figures = await liveFigures({ seconds: SECONDS, replicates: REPLICATES });
const rows = rowsOf(figures);
const { seconds, runs, updates, problems } = figures;
process.stdout.write(
  [
    `${String(runs)} runs on 2 engine processes, watched for ${seconds.toFixed(0)} s; ${updates.toLocaleString('en-US')} updates made.`,
    `${String(availableParallelism())} cores; load of the machine before ${loadBefore.toFixed(1)}, with this ${loadavg()[0].toFixed(1)}.`,
    '',
    `${''.padEnd(46)}${'wall'.padStart(10)}${'own'.padStart(10)}${'limit'.padStart(10)}`,
    ...rows.map(told),
    ...problems.map((problem) => `problem in the window: ${problem}`),
    '',
  ].join('\n'),
);
const isBroken = rows.some(({ own, limit }) => limit !== null && own > limit) || problems.length > 0;
process.exitCode = isBroken ? 1 : 0;
