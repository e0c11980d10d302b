import { describe, expect, it } from 'vitest';
import {
  formatAbout,
  formatBytes,
  formatCount,
  formatDecimals,
  formatDuration,
  formatNumber,
  formatPercent,
  formatWhen,
  plural,
  rangeWords,
} from '#renderer/ui/format.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('format', () => {
  it('groups counts and writes a true minus', () => {
    expect([1506000, -12, 0].map(formatCount)).toEqual(['1,506,000', '−12', '0']);
  });
  it('writes no sign before nothing but zeros', () => {
    expect([
      formatDecimals(-0.04, 1),
      formatDecimals(-0.06, 1),
      formatCount(-0.3),
      formatNumber(-0),
      plain(formatPercent(-0.0004)),
    ]).toEqual(['0.0', '−0.1', '0', '0', '0.0 %']);
  });
  it('says what a number may be, and what it begins with', () => {
    const said = [
      rangeWords({ min: 1, max: 1000, unit: 'samples' }),
      rangeWords({ min: 0, max: Infinity, usual: 0.9 }),
      rangeWords({ min: -Infinity, max: 0.5 }),
      rangeWords({ min: -Infinity, max: Infinity, usual: 'off' }),
      rangeWords({ min: -Infinity, max: Infinity }),
    ];
    expect(said.map((text) => (text === undefined ? null : plain(text)))).toEqual([
      'From 1 to 1,000 samples.',
      'At least 0. Default: 0.9.',
      'At most 0.5.',
      'Default: off.',
      null,
    ]);
  });
  it('keeps a unit on the line of its number', () => {
    expect([formatPercent(0.8321), plural(100, 'run'), formatDuration(8)]).toEqual(['83.2\u00a0%', '100\u00a0runs', '8\u00a0s']);
  });
  it('shows a dash where there is no number', () => {
    expect([formatCount(NaN), formatDecimals(Infinity, 2), formatPercent(NaN), formatDuration(NaN), formatNumber(NaN)]).toEqual(
      Array<string>(5).fill('–'),
    );
  });
  it('writes the two largest units of a duration and never 60 of one', () => {
    const seconds = [0.3, 1, 59.4, 59.6, 110, 119.6, 3599, 3601, 7500, 86_399, 90_000];
    expect(seconds.map((value) => plain(formatDuration(value)))).toEqual([
      '< 1 s',
      '1 s',
      '59 s',
      '1 min',
      '1 min 50 s',
      '2 min',
      '59 min 59 s',
      '1 h',
      '2 h 5 min',
      '1 d',
      '1 d 1 h',
    ]);
  });
  it('writes an estimate no more exactly than it is', () => {
    expect([0.2, 11.2, 41, 58, 113, 3700, 200_000].map((value) => plain(formatAbout(value)))).toEqual([
      'under a second',
      'about 11 s',
      'about 40 s',
      'about 1 min',
      'about 2 min',
      'about 1 h',
      'about 2 days',
    ]);
  });
  it('writes significant digits without superfluous zeros', () => {
    expect([0.01, 0.1 + 0.2, 1234567, 1.5e-7].map((value) => formatNumber(value))).toEqual(['0.01', '0.3', '1,235,000', '1.5e−7']);
  });
  it('chooses the unit of bytes', () => {
    expect([420_000_000, 16e9, 12].map((value) => plain(formatBytes(value)))).toEqual(['0.4 GB', '16 GB', '12 B']);
  });
  it('names the day relative to now', () => {
    const now = new Date(2026, 10, 22, 14, 2).getTime();
    const at = (...parts: [number, number, number, number, number]): string => plain(formatWhen(new Date(...parts).getTime(), now));
    expect([at(2026, 10, 22, 0, 5), at(2026, 10, 21, 23, 59), at(2026, 10, 16, 16, 5), at(2026, 2, 1, 8, 0), at(2024, 2, 1, 8, 0)]).toEqual(
      ['Today 00:05', 'Yesterday 23:59', 'Mon 16:05', '1 Mar', '1 Mar 2024'],
    );
  });
});
