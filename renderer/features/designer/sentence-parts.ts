/** The sentence of an experiment, cut into plain text, strong text and glossary terms. */
import { sentence } from '#core/experiment/describe';
import type { Plan } from '#core/experiment/plan';
import type { ExperimentSpec } from '#core/experiment/spec';
import { formatAbout } from '#renderer/ui/format.ts';
import type { TermName } from '#renderer/ui/glossary.ts';

export interface Part {
  readonly text: string;
  readonly isStrong: boolean;
  readonly term: TermName | null;
  /** Punctuation that must stay on the line of a term. */
  readonly tail: string;
}

const TERMS: readonly (readonly [RegExp, TermName])[] = [
  [/batch sizes?/, 'batchSize'],
  [/learning rates?/, 'learningRate'],
  [/seeds?/, 'seed'],
  [/epochs?/, 'epoch'],
  [/updates?/, 'update'],
];

/** `seconds` null leaves the time out: it was not measured yet. */
export function sentenceParts(spec: ExperimentSpec, plan: Plan, seconds: number | null): readonly Part[] {
  const text = sentence(spec, plan);
  const match =
    /^(Train an? )(.+ network)( on )(.+)(, [\d,]+(?: to [\d,]+)? training samples, with )(.+ × [\d,]+ seeds?)(, for )(.+)(: [\d,]+ runs?.*)$/.exec(
      text,
    );
  const time =
    seconds === null
      ? []
      : [
          { text: ', ', isStrong: false },
          { text: formatAbout(seconds), isStrong: true },
          { text: spec.stopping === null ? ' on this computer' : ' at most on this computer', isStrong: false },
        ];
  if (match === null) return [{ text: `${text}.`, isStrong: false, term: null, tail: '' }];
  const [, start, network, on, data, rest, grid, middle, budget, end] = match;
  const pieces = [
    { text: start, isStrong: false },
    { text: network, isStrong: true },
    { text: on, isStrong: false },
    { text: data, isStrong: true },
    { text: rest, isStrong: false },
    { text: grid, isStrong: true },
    { text: middle, isStrong: false },
    { text: budget, isStrong: true },
    { text: end, isStrong: false },
    ...time,
    { text: '.', isStrong: false },
  ];
  const named = new Set<TermName>();
  // The name of the data is a person's own: no terms are looked for in it.
  return withTails(pieces.flatMap((piece, index) => (index === 3 ? [{ ...piece, term: null, tail: '' }] : withTerms(piece, named))));
}

/** Cuts the first mention of each term out of a piece. */
function withTerms(piece: { readonly text: string; readonly isStrong: boolean }, named: Set<TermName>): readonly Part[] {
  for (const [pattern, term] of TERMS) {
    const match = named.has(term) ? null : pattern.exec(piece.text);
    if (match === null) continue;
    named.add(term);
    const before = { ...piece, text: piece.text.slice(0, match.index) };
    const after = { ...piece, text: piece.text.slice(match.index + match[0].length) };
    return [...withTerms(before, named), { ...piece, text: match[0], term, tail: '' }, ...withTerms(after, named)];
  }
  return piece.text === '' ? [] : [{ ...piece, term: null, tail: '' }];
}

/** Moves punctuation that follows a term to the term. */
function withTails(parts: readonly Part[]): readonly Part[] {
  const cut = (index: number): string => (index > 0 && parts[index - 1].term !== null ? (/^[,.:]/.exec(parts[index].text)?.[0] ?? '') : '');
  return parts
    .map((part, index) => ({ ...part, text: part.text.slice(cut(index).length), tail: index + 1 < parts.length ? cut(index + 1) : '' }))
    .filter((part) => part.text !== '');
}
