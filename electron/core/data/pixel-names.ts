/** Names of the features of an image. */
import type { ImageShape } from '#core/data/table';

const COLOURS = ['red', 'green', 'blue'];

/** "pixel 3,7" (line, column, from 1); of colour images "red 3,7"; of other channels "channel 2: 3,7". */
export function pixelNames({ channels, height, width }: ImageShape): string[] {
  const pixels = height * width;
  const prefix = (channel: number): string => {
    if (channels === 1) return 'pixel';
    return channels === 3 ? COLOURS[channel] : `channel ${channel + 1}:`;
  };
  return Array.from({ length: channels * pixels }, (_, index) => {
    const pixel = index % pixels;
    return `${prefix(Math.floor(index / pixels))} ${Math.floor(pixel / width) + 1},${(pixel % width) + 1}`;
  });
}
