/** Looks of the conditions of several experiments beside each other: those of an experiment never change when another one is added. */
import { conditionColours, experimentLetter, type Appearance, type Coloured } from '#renderer/charts/condition-colour.ts';

const DASHES = 4;
const SERIES = [1, 5, 3, 7, 2, 6, 4] as const;

interface Known {
  readonly size: number;
  readonly css: string;
}

/**
 * The first experiment looks as it does everywhere. A later one takes the colours of batch sizes that are there already, a colour between
 * its neighbours for a new one, and tells itself apart by its line style.
 */
export function comparisonColours(
  experiments: readonly { readonly name: string; readonly conditions: readonly Coloured[] }[],
): readonly (readonly Appearance[])[] {
  if (experiments.length === 1) return [conditionColours(experiments[0].conditions)];
  const names = distinctNames(experiments.map((experiment) => experiment.name));
  const known: Known[] = [];
  const used = new Set<string>();
  return experiments.map(({ conditions }, index) => {
    const added: Known[] = [];
    const looks = conditionColours(conditions).map((own, position): Appearance => {
      const { batchSize, isFullBatch } = conditions[position];
      const wanted = index === 0 ? own.css : isFullBatch ? 'var(--series-8)' : colourOf(batchSize, known, own.css);
      const { css, dash } = index === 0 ? own : freeLook(wanted, index, used);
      used.add(lookKey(css, dash));
      if (!isFullBatch && !added.some(({ size }) => size === batchSize)) added.push({ size: batchSize, css });
      return { css, dash, label: `${names[index]}: ${own.label}`, short: `${experimentLetter(index)}: ${own.short}` };
    });
    for (const one of added) if (!known.some(({ size }) => size === one.size)) known.push(one);
    return looks;
  });
}

/** That of the size, or between those of the next smaller and the next larger one, by their logarithms. */
function colourOf(size: number, known: readonly Known[], otherwise: string): string {
  const sorted = known.toSorted((a, b) => a.size - b.size);
  const below = sorted.findLast((one) => one.size <= size);
  const above = sorted.find((one) => one.size >= size);
  if (below === undefined && above === undefined) return otherwise;
  if (below !== undefined && below.size === size) return below.css;
  const from = below ?? { size: size / 4, css: 'var(--series-1)' };
  const to = above ?? { size: size * 4, css: 'var(--series-7)' };
  const share = Math.round((Math.log(size / from.size) / Math.log(to.size / from.size)) * 1000) / 10;
  return from.css === to.css ? from.css : `color-mix(in oklab, ${to.css} ${String(share)}%, ${from.css})`;
}

/** The colour with the first line style that nothing has yet; another colour where all four are taken. */
function freeLook(css: string, index: number, used: ReadonlySet<string>): Pick<Appearance, 'css' | 'dash'> {
  const colours = [css, ...SERIES.map((series) => `var(--series-${String(series)})`)];
  const looks = colours.flatMap((colour) =>
    Array.from({ length: DASHES }, (_, step) => ({ css: colour, dash: ((index + step) % DASHES) + 1 })),
  );
  return looks.find((look) => !used.has(lookKey(look.css, look.dash))) ?? looks[0];
}

const lookKey = (css: string, dash: number): string => `${css} ${String(dash)}`;

function distinctNames(names: readonly string[]): readonly string[] {
  return names.map((name, index) => {
    const earlier = names.slice(0, index).filter((other) => other === name).length;
    return earlier === 0 ? name : `${name} (${String(earlier + 1)})`;
  });
}
