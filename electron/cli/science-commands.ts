/** `scorecard` and `claims`: what presets predicted and what came out, and what is said about batch size and whether it was so here. */
import { EXIT, writeJson } from '#cli/io';
import type { Io, OutputOptions } from '#cli/io';
import { table } from '#cli/words';
import { LabError } from '#core/failure';
import { scoreNumbers } from '#core/presets/score-words';
import type { ScoreVerdict } from '#core/presets/scorecard';
import type { LabClient } from '#contract/contract';
import type { PresetScorecard } from '#contract/presets';

const VERDICTS = {
  reproduced: 'reproduced',
  patternOnly: 'pattern only',
  notReproduced: 'NOT reproduced',
  undecided: 'undecided',
} as const satisfies Record<ScoreVerdict, string>;

/** What is published may lie outside of the interval beside it. */
const PUBLISHED =
  '\nA published number is that of one run: it is reproduced where one more run of these could give it (95 % prediction interval), also outside of the interval of their mean.';

/** Throws LabError for an experiment that has the design of no preset. */
export async function scorecardCommand(client: LabClient, id: string, options: OutputOptions, io: Io): Promise<number> {
  const card = await client.call('presets.scorecard', { id });
  if (card === null)
    throw new LabError({ kind: 'conflict', problem: 'This experiment has the design of no preset: nothing was predicted of it.' });
  if (options.json) writeJson(io, card);
  else io.out(scorecardText(card));
  return EXIT.done;
}

/** "" where the preset predicts nothing. */
export function scorecardText({ presetId, form, rows }: PresetScorecard): string {
  if (rows.length === 0) return '';
  const cells = rows.map((row) => {
    const { ours, interval, predicted } = scoreNumbers(row);
    // Without a unit a number does not tell what it is.
    const text = row.unit === 'plain' ? `${row.text} (${row.of})` : row.text;
    return [text, predicted ?? '', ours, interval ?? '-', String(row.ours.n), VERDICTS[row.verdict]];
  });
  return `Scorecard of preset ${presetId} (${form} form)\n${table(['What was expected', 'Expected', 'Here', '95 % interval', 'Seeds', 'Verdict'], cells)}${rows.some((row) => row.unit === 'percent' && row.predicted !== null) ? PUBLISHED : ''}`;
}

export async function claimsCommand(client: LabClient, options: OutputOptions, io: Io): Promise<number> {
  const claims = await client.call('claims.list', {});
  if (options.json) writeJson(io, { claims });
  else
    io.out(
      table(
        ['Verdict', 'Try it with', 'Claim'],
        claims.map((one) => [words(one.verdict), one.preset, one.claim]),
      ),
    );
  return EXIT.done;
}

/** "notSupported" as "not supported". */
const words = (verdict: string): string => verdict.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
