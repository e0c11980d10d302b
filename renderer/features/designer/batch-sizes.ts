/** Reads batch sizes as people write them: "1, 2, 4 ... full", "8..256", "1 32 full". */
import type { BatchSize } from '#core/experiment/spec';
import { formatCount } from '#renderer/ui/format.ts';

export type ParsedSizes = { readonly sizes: readonly BatchSize[] } | { readonly problem: string };

const MOST = 200;
const DOTS = '…';

/** `trainingRows` bounds "... full"; null where the data is not known yet. */
export function parseBatchSizes(text: string, trainingRows: number | null): ParsedSizes {
  // "1,024" is one number, "1,2" are two: a comma groups only in front of exactly three digits that nothing but another group follows.
  const plain = text.replaceAll(/(?<![\d,])([1-9]\d{0,2})((?:,\d{3})+)(?![\d,])/g, (whole) => whole.replaceAll(',', ''));
  const words = plain
    .replaceAll(/\.{2,}|…|\bto\b/gi, ` ${DOTS} `)
    .split(/[\s,;]+/)
    .filter((word) => word !== '');
  const sizes: BatchSize[] = [];
  for (const [index, word] of words.entries()) {
    if (word === DOTS) {
      const next = words.at(index + 1);
      if (sizes.length === 0 || next === undefined) return { problem: 'Write a batch size before and after the dots: "1, 2, 4 ... full".' };
      const end = readSize(next);
      if (end === null) return { problem: notASize(next) };
      const filled = fill(sizes, end, trainingRows);
      if ('problem' in filled) return filled;
      sizes.push(...filled.sizes);
    } else {
      const size = readSize(word);
      if (size === null) return { problem: notASize(word) };
      sizes.push(size);
    }
  }
  if (sizes.length > MOST) return { problem: `That is more than ${formatCount(MOST)} batch sizes. Use fewer.` };
  return { sizes: [...new Set(sizes)] };
}

/** Powers of two from 1 up to the training rows, then "full". */
export function powersOfTwo(trainingRows: number): readonly BatchSize[] {
  const sizes: BatchSize[] = [];
  for (let size = 1; size < trainingRows; size *= 2) sizes.push(size);
  return [...sizes, 'full'];
}

const notASize = (word: string): string => `"${word}" is not a batch size. Use whole numbers from 1, or "full".`;

function readSize(word: string): BatchSize | null {
  if (/^(full|all)$/i.test(word)) return 'full';
  return /^\d{1,9}$/.test(word) && Number(word) >= 1 ? Number(word) : null;
}

/** What lies between the last size and the end, without both: the pattern of the sizes before it, else doubling. */
function fill(before: readonly BatchSize[], end: BatchSize, trainingRows: number | null): ParsedSizes {
  const numbers = before.filter((size) => size !== 'full');
  const last = numbers.at(-1);
  if (last === undefined || before.at(-1) === 'full') return { problem: 'Nothing comes after "full".' };
  if (end === 'full' && trainingRows === null) return { problem: 'How many samples "full" is will be known when the data is.' };
  const limit = end === 'full' ? (trainingRows ?? 0) : end;
  if (limit < last) return { problem: `The sizes go up: ${formatCount(limit)} is less than ${formatCount(last)}.` };
  const step = stepOf(numbers, end === 'full' ? null : end);
  const sizes: number[] = [];
  for (let size = step(last); size < limit && sizes.length <= MOST; size = step(size)) sizes.push(size);
  return { sizes };
}

function stepOf(numbers: readonly number[], end: number | null): (size: number) => number {
  const [third, second, last] = [numbers.at(-3), numbers.at(-2), numbers[numbers.length - 1]];
  if (second === undefined || second >= last) return (size) => size * 2;
  const difference = last - second;
  const ratio = last / second;
  const isEven = third !== undefined && second - third === difference;
  const isGeometric = Number.isInteger(ratio) && (third === undefined || third * ratio === second);
  const power = end === null ? 0 : Math.log(end / last) / Math.log(ratio);
  const hitsByRatio = end !== null && Math.abs(power - Math.round(power)) < 1e-9;
  const hitsByDifference = end !== null && (end - last) % difference === 0;
  if (!isEven && isGeometric && (third !== undefined || hitsByRatio || !hitsByDifference)) return (size) => size * ratio;
  if (isEven || hitsByDifference) return (size) => size + difference;
  return (size) => size * 2;
}
