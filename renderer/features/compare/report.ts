/** A comparison as one HTML file without anything from outside: lens, figures, tables, findings, provenance. Every text is escaped. */
import type { DataTable } from '#core/table-text';

export interface ReportFigure {
  readonly title: string;
  readonly subtitle: string;
  /** A whole SVG document, made by the lab itself. */
  readonly svg: string;
}

export interface ReportTable {
  readonly title: string;
  readonly table: DataTable;
  /** What was done to get it. */
  readonly notes: readonly string[];
}

export interface ReportFinding {
  readonly verdict: string;
  readonly claim: string | null;
  readonly sentence: string;
  readonly evidence: readonly string[];
  readonly rule: string;
}

export interface Report {
  readonly title: string;
  /** ISO date and time. */
  readonly writtenAt: string;
  /** The lens in a sentence, and what was chosen. */
  readonly choices: readonly string[];
  readonly findings: readonly ReportFinding[];
  readonly figures: readonly ReportFigure[];
  readonly tables: readonly ReportTable[];
  /** Experiment by experiment: name and value. */
  readonly provenance: readonly { readonly name: string; readonly facts: readonly (readonly [name: string, value: string])[] }[];
}

export function reportHtml(report: Report): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(report.title)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    `<h1>${escapeHtml(report.title)}</h1>`,
    `<p class="quiet">Written by Batch Size Lab, ${escapeHtml(report.writtenAt)}</p>`,
    ...report.choices.map((text) => `<p>${escapeHtml(text)}</p>`),
    '<h2>Findings</h2>',
    ...(report.findings.length === 0 ? ['<p>No rule has something to say about this comparison.</p>'] : report.findings.map(findingHtml)),
    '<h2>Figures</h2>',
    ...report.figures.map(figureHtml),
    '<h2>Tables</h2>',
    ...report.tables.map(tableHtml),
    '<h2>Provenance</h2>',
    ...report.provenance.map(({ name, facts }) => {
      const list = facts.map(([term, value]) => `<dt>${escapeHtml(term)}</dt><dd>${escapeHtml(value)}</dd>`).join('');
      return `<section><h3>${escapeHtml(name)}</h3><dl>${list}</dl></section>`;
    }),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function findingHtml({ verdict, claim, sentence, evidence, rule }: ReportFinding): string {
  const list = evidence.length === 0 ? '' : `<ul>${evidence.map((text) => `<li>${escapeHtml(text)}</li>`).join('')}</ul>`;
  const heading = claim === null ? '' : ` ${escapeHtml(claim)}`;
  return `<section><p><b>${escapeHtml(verdict)}.</b>${heading}</p><p>${escapeHtml(sentence)}</p>${list}<p class="quiet">${escapeHtml(rule)}</p></section>`;
}

/** Pictures are embedded as data, so that nothing in them can act on the page. */
function figureHtml({ title, subtitle, svg }: ReportFigure): string {
  const source = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg).replaceAll("'", '%27')}`;
  return `<figure><img src="${source}" alt="${escapeHtml(`${title}. ${subtitle}`)}"></figure>`;
}

function tableHtml({ title, table, notes }: ReportTable): string {
  const head = table.columns.map((column) => `<th scope="col">${escapeHtml(column)}</th>`).join('');
  const rows = table.rows.map(
    (row) => `<tr>${row.map((cell) => `<td>${escapeHtml(cell === null ? '' : String(cell))}</td>`).join('')}</tr>`,
  );
  const below = notes.map((note) => `<p class="quiet">${escapeHtml(note)}</p>`).join('');
  return `<section><h3>${escapeHtml(title)}</h3><div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>${below}</section>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Also isolates marks of right-to-left text, so that a name cannot turn the words around it. */
export function escapeHtml(text: string): string {
  const escaped = text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]);
  return /[\u200e\u200f\u202a-\u202e\u2066-\u2069\u0590-\u08ff]/.test(text) ? `<bdi>${escaped}</bdi>` : escaped;
}

const STYLE = `
body { max-width: 1000px; margin: 32px auto; padding: 0 24px; font: 14px/1.5 system-ui, sans-serif; color: #15191e; background: #fff; overflow-wrap: anywhere; }
h1 { font-size: 24px; } h2 { margin-top: 32px; padding-bottom: 4px; border-bottom: 1px solid #cfd4da; font-size: 18px; } h3 { font-size: 15px; }
.quiet { color: #5f6873; font-size: 12px; } section { margin: 16px 0; } figure { margin: 16px 0; } img { max-width: 100%; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 4px 10px; border-bottom: 1px solid #e3e6ea; text-align: right; white-space: nowrap; } tr > :first-child { text-align: left; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; } dt { color: #5f6873; } dd { margin: 0; }
`.trim();
