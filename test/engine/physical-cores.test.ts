/** Counting cores. */
import { describe, expect, it } from 'vitest';
import { coresIn, physicalCores } from '#engine/physical-cores';

const processor = (socket: number, core: number): string =>
  `processor\t: 0\nphysical id\t: ${String(socket)}\ncore id\t\t: ${String(core)}\nflags\t: sse\n`;

describe('physical cores', () => {
  it('are the distinct pairs of socket and core', () => {
    const threads = [processor(0, 0), processor(0, 1), processor(0, 0), processor(0, 1), processor(1, 0)];
    expect(coresIn(threads.join('\n'))).toBe(3);
  });
  it('are unknown where the file does not say', () => {
    expect(coresIn('processor\t: 0\nBogoMIPS\t: 50.00\n')).toBe(0);
  });
  it('are at least one here', () => {
    expect(physicalCores()).toBeGreaterThanOrEqual(1);
  });
});
