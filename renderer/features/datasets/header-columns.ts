/** The column names of a table's first line, to offer them before the file is imported. The importer itself decides what it reads. */

/** Names in their order; empty where the text has none to offer. */
export function headerColumns(text: string): readonly string[] {
  const line = text.replace(/^\ufeff/, '').split(/\r?\n/, 1)[0];
  const delimiter = [',', ';', '\t'].map((mark) => ({ mark, count: cells(line, mark).length })).sort((a, b) => b.count - a.count)[0];
  if (delimiter.count < 2) return [];
  const names = cells(line, delimiter.mark);
  const isHeader = names.every((name) => name !== '' && !/^[+-]?[\d.,]+(e[+-]?\d+)?$/i.test(name));
  return isHeader && new Set(names).size === names.length ? names : [];
}

/** Splits at the delimiter outside of quotation marks. */
function cells(line: string, delimiter: string): readonly string[] {
  const found: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let index = 0; index < line.length; index++) {
    const letter = line.charAt(index);
    if (letter === '"' && isQuoted && line.charAt(index + 1) === '"') {
      cell += '"';
      index += 1;
    } else if (letter === '"') isQuoted = !isQuoted;
    else if (letter === delimiter && !isQuoted) {
      found.push(cell.trim());
      cell = '';
    } else cell += letter;
  }
  return [...found, cell.trim()];
}
