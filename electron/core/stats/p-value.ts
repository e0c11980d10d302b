/** How a p-value is written: in tables, findings, evidence and reports alike. */

/** Levels that people test at: a p-value is never rounded onto or across one of them. */
const LEVELS = [0.1, 0.05, 0.01];
const MOST_DECIMALS = 6;

/** "0.16", "0.018", "< 0.001": two decimals from 0.1 on, three below, more where rounding would hide on which side of a level it lies. */
export function pText(p: number): string {
  if (!Number.isFinite(p)) return '–';
  if (p < 0.001) return '< 0.001';
  for (let decimals = p < 0.1 ? 3 : 2; ; decimals++) {
    const text = p.toFixed(decimals);
    if (decimals >= MOST_DECIMALS || LEVELS.every((level) => Number(text) < level === p < level)) return text;
  }
}

/** Within a sentence: "p = 0.018", "p < 0.001". */
export function pWords(p: number): string {
  const text = pText(p);
  return text.startsWith('<') ? `p ${text}` : `p = ${text}`;
}
