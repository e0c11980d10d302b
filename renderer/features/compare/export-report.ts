/** Gathers the report of a comparison as it is shown now, and hands it to the person as a file. */
import { ruleOf } from '#core/findings/rules';
import { readTheme } from '#renderer/charts/chart-theme.ts';
import { fileName, saveFile, toSvg } from '#renderer/charts/export-chart.ts';
import type { CompareState } from '#renderer/features/compare/compare-state.svelte.ts';
import { placeText, type CompareView } from '#renderer/features/compare/compare-view.ts';
import { ownersOf } from '#renderer/features/compare/answer-looks.ts';
import type { Figure } from '#renderer/features/compare/figure.ts';
import { gradientFigures, gradientNotes, gradientTable, weightFigures } from '#renderer/features/compare/figures/answer-figures.ts';
import { curvesFigure } from '#renderer/features/compare/figures/curve-figures.ts';
import { effectOf, heatOf } from '#renderer/features/compare/figures/effect-figures.ts';
import { gapFigure, sidesOf } from '#renderer/features/compare/figures/generalisation-figures.ts';
import {
  distanceAgainstResult,
  distanceOverTime,
  gradientOverTime,
  noiseOverTime,
} from '#renderer/features/compare/figures/recorded-figures.ts';
import { costFigure, ladderFits, neverArrived, regimesText } from '#renderer/features/compare/figures/trade-off-figures.ts';
import { evidenceText } from '#renderer/features/compare/finding-words.ts';
import { changeSentence, lensSentence } from '#renderer/features/compare/lens-words.ts';
import { GRADIENT_KINDS, WEIGHT_KINDS } from '#renderer/features/compare/probe-questions.ts';
import { storedAnswers } from '#renderer/features/compare/probe-answers.svelte.ts';
import { reportHtml, type Report, type ReportTable } from '#renderer/features/compare/report.ts';
import { statisticsOf, statisticsText } from '#renderer/features/compare/statistics-table.ts';
import { detectableText, methodText } from '#renderer/features/compare/statistics-words.ts';
import { arrivalText, targetText } from '#renderer/features/compare/target-words.ts';
import { CLAIM_LOOKS } from '#renderer/features/presets/verdicts.ts';

const VIEW = { width: 860, height: 380 };
const GRADIENT_NOTE =
  'Noise scale: tr(S) / |G|², over the rows that were looked at. Slope and intercept: line through the mean squared norms of the summed gradient against the batch size, with the 95 % CI of its slope.';

/** In the light theme, as paper is. */
export async function exportReport(comparison: CompareState, view: CompareView, title: string): Promise<void> {
  // Lets the button that asked for it be drawn first: the pictures take a moment.
  await new Promise((resolve) => requestAnimationFrame(resolve));
  const ids = comparison.all.map(({ id }) => id);
  const [gradients, weights] = await Promise.all([
    storedAnswers(comparison.client, ids, GRADIENT_KINDS),
    storedAnswers(comparison.client, ids, WEIGHT_KINDS),
  ]);
  const owners = ownersOf(view);
  const probed = [...gradientFigures(gradients, owners), ...weightFigures(weights, owners)];
  const paper = document.createElement('div');
  paper.dataset['theme'] = 'light';
  document.body.append(paper);
  const theme = readTheme(paper);
  const figures = [...figuresOf(comparison, view), ...probed].flatMap(({ title: name, subtitle, option, legend = [] }) =>
    option === null ? [] : [{ title: name, subtitle, svg: toSvg({ title: name, subtitle, option, view: VIEW, theme, legend }) }],
  );
  paper.remove();
  const report = reportOf(comparison, view, title);
  const table = gradientTable(gradients, owners);
  const tables = [
    ...report.tables,
    ...(table === null
      ? []
      : [{ title: 'Gradients of batches, all layers', table, notes: [GRADIENT_NOTE, ...gradientNotes(gradients, owners)] }]),
  ];
  const html = reportHtml({ ...report, figures, tables });
  saveFile(`${fileName(title)}.html`, new Blob([html], { type: 'text/html' }));
}

function figuresOf(comparison: CompareState, view: CompareView): readonly Figure[] {
  const heat = heatOf(view);
  const noise = noiseOverTime(view);
  const sides = sidesOf(comparison.column, comparison.columns);
  const fits = view.study.choices.target === null ? [] : ladderFits(view);
  return [
    curvesFigure(view),
    effectOf(view),
    ...(heat === null ? [] : [heat]),
    ...(view.study.choices.target === null
      ? []
      : (['updates', 'epochs', 'samples', 'seconds'] as const).map((axis) => costFigure(view, axis, fits))),
    ...(sides === null ? [] : [gapFigure(view, sides.heldOut, comparison.quantityOf(sides.heldOut))]),
    gradientOverTime(view),
    ...(noise === null ? [] : [noise]),
    distanceOverTime(view, 'epochs', false),
    distanceAgainstResult(view),
  ];
}

function reportOf(comparison: CompareState, view: CompareView, title: string): Omit<Report, 'figures'> {
  const { choices } = view.study;
  const statistics = statisticsOf(view, comparison.reference, 'meanT');
  const change = changeSentence(comparison.findings);
  const fits = choices.target === null ? [] : ladderFits(view);
  const law: ReportTable[] = fits.map(({ ladder, fit }) => ({
    title: `Updates to the target = S_min + E_min / B${ladder.where}`,
    table: {
      columns: ['', 'value', 'low', 'high'],
      rows: (
        [
          ['Fewest updates, S_min', fit.fewestSteps],
          ['Fewest samples, E_min', fit.fewestSamples],
          ['Critical batch size, E_min / S_min', fit.criticalBatch],
        ] as const
      ).map(([name, { value, low, high }]) => [
        name,
        ...[value, low, high].map((one) => (Number.isFinite(one) ? Number(one.toPrecision(4)) : null)),
      ]),
    },
    notes: [`Regimes: ${regimesText({ ladder, fit })}.`],
  }));
  return {
    title,
    writtenAt: new Date().toISOString().replace('T', ' ').slice(0, 16),
    choices: [
      `Lens: ${choices.lens === 'end' ? 'as trained' : `equal ${choices.lens}`}. ${lensSentence(view)}`,
      `Measured: ${view.quantity.title.toLowerCase()} ${placeText(view)}.`,
      ...(choices.target === null
        ? []
        : [
            `Target: ${targetText(choices.target)}; a run arrives at ${arrivalText(choices.arrivalRule)}. Never arrived: ${neverArrived(view) ?? 'none'}.`,
          ]),
      ...(change === null ? [] : [change]),
      ...leftOutLines(comparison),
    ],
    findings: comparison.findings.map((finding) => ({
      verdict: finding.verdict === null ? (finding.severity === 'alarm' ? 'Alarm' : 'To know') : CLAIM_LOOKS[finding.verdict].word,
      claim: finding.claim,
      sentence: finding.sentence,
      evidence: finding.evidence.map(evidenceText),
      rule: `${ruleOf(finding).name} ${ruleOf(finding).explanation}`,
    })),
    tables: [
      {
        title: `${view.quantity.title} ${placeText(view)}`,
        table: statisticsText(view, statistics),
        notes: [methodText(view, statistics), detectableText(view, statistics)],
      },
      ...law,
    ],
    provenance: comparison.loaded.map(({ detail: { summary, provenance, spec } }) => ({
      name: summary.name,
      facts: [
        ['Experiment', summary.id],
        ['Design', summary.description],
        ['Seed', String(spec.seed)],
        ['App', provenance.app],
        ['Engine', `${provenance.engine} ${provenance.engineVersion}, ${provenance.device}`],
        ['System', `${provenance.os}, Node ${provenance.node}`],
        ['SHA-256 of the design', provenance.specHash],
        ['SHA-256 of the data', provenance.dataHash],
      ],
    })),
  };
}

/** Runs and conditions that a person took out are said, so that a choice of results can be seen. */
function leftOutLines(comparison: CompareState): readonly string[] {
  const hidden = comparison.all.flatMap(({ id, conditions }) =>
    conditions.flatMap(({ index }) =>
      comparison.isShown(`${id}/${index}`) ? [] : [comparison.looks.get(`${id}/${index}`)?.label ?? String(index)],
    ),
  );
  const runs = comparison.all.flatMap((experiment) =>
    experiment.runs.flatMap(({ id, condition, replicate }) =>
      comparison.leftOut.has(id)
        ? [`${comparison.looks.get(`${experiment.id}/${condition}`)?.label ?? String(condition)}, seed ${replicate + 1}`]
        : [],
    ),
  );
  return [
    ...(hidden.length === 0 ? [] : [`Conditions switched off by hand: ${hidden.join('; ')}.`]),
    ...(runs.length === 0 ? [] : [`Runs left out by hand: ${runs.join('; ')}.`]),
  ];
}
