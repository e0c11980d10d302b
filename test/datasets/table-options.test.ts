/** What a person may choose about a table: lines above it, columns, missing values, columns of words. */
import { describe, expect, test } from 'vitest';
import { LabError } from '#core/failure';
import { parseTable, type ParseOptions } from '#datasets/parse-table';

const read = (content: string, options: Partial<ParseOptions>) =>
  parseTable('f.csv', new TextEncoder().encode(content), { target: null, task: 'auto', ...options });

function sentence(content: string, options: Partial<ParseOptions>): string {
  try {
    read(content, options);
  } catch (error) {
    if (error instanceof LabError) return error.message;
    throw error;
  }
  return 'read without complaint';
}

const plain = 'a,b,kind\n1,2,x\n3,4,y\n5,6,x\n7,8,y\n';

describe('lines above the table', () => {
  test('are passed over, and counted where rows are named', () => {
    expect(read(`Measured by hand;;\n"2026"\r\n${plain}`, { skipLines: 2 })).toEqual(read(plain, {}));
    expect(sentence(`one\ntwo\n${plain}9,\n`, { skipLines: 2 })).toBe('f.csv, row 8: The row has 2 cells where 3 are expected.');
  });

  test('may be longer than a stretch of reading, and not all there is', () => {
    expect(read(`${'#'.repeat(3_000_000)}\n${plain}`, { skipLines: 1 })).toEqual(read(plain, {}));
    expect(sentence(plain, { skipLines: 99 })).toBe('f.csv: The file is empty.');
  });
});

describe('columns', () => {
  test('only those that are named are features, in the order of the file, and others may hold anything', () => {
    const table = read('id,a,b,note,kind\nr1,1,2,?,x\nr2,3,4,,y\nr3,5,6,z,x\nr4,7,8,1e999,y\n', { columns: ['b', 'a'] });
    expect(table).toEqual(read(plain, {}));
  });

  test.each([
    [['weight'], 'f.csv: There is no column "weight". The columns are "a", "b", "kind".'],
    [['kind'], 'f.csv: No column is left to be a feature. Choose one beside the target.'],
    [[], 'f.csv: No column is left to be a feature. Choose one beside the target.'],
  ])('%j is refused', (columns, expected) => {
    expect(sentence(plain, { columns })).toBe(expected);
  });
});

describe('missing values', () => {
  const gaps = 'a,b,kind\n1,2,x\n,4,y\n5,NA,x\n6,8,y\n9,1,x\n2,5,y\n';

  test('are refused by default, drop their rows, or stay missing for each experiment to fill in', () => {
    expect(sentence(gaps, {})).toBe('f.csv, row 3, column "a": The cell is empty. Fill it in or remove the row.');
    const dropped = read(gaps, { missing: 'dropRows' });
    expect([...dropped.features]).toEqual([1, 2, 6, 8, 9, 1, 2, 5]);
    expect(dropped.target).toMatchObject({ labels: Int32Array.of(0, 1, 0, 1) });
    expect(dropped.missing).toEqual({ policy: 'dropRows', rows: 2 });
    const kept = read(gaps, { missing: 'mean' });
    expect([...kept.features]).toEqual([1, 2, NaN, 4, 5, NaN, 6, 8, 9, 1, 2, 5]);
    expect(kept.missing).toEqual({ policy: 'mean', rows: 2 });
    expect(read(plain, { missing: 'mean' }).missing).toBeUndefined();
  });

  test('a missing target is never made up, but its row can be dropped', () => {
    const content = `${plain}9,9,\n`;
    expect(sentence(content, { missing: 'mean' })).toBe('f.csv, row 6, column "kind": The cell is empty. Fill it in or remove the row.');
    expect(read(content, { missing: 'dropRows' })).toEqual({ ...read(plain, {}), missing: { policy: 'dropRows', rows: 1 } });
  });

  test('too few rows without them, and a column of nothing else, are told', () => {
    expect(sentence(plain.replaceAll(/[24],/g, ','), { missing: 'dropRows' })).toBe(
      'f.csv: The file has 2 rows of data without missing values; at least 4 are needed.',
    );
    expect(sentence('a,b,kind\n1,,x\n3,,y\n5,,x\n7,,y\n', { missing: 'mean' })).toBe(
      'f.csv, row 2, column "b": The cell is empty. Fill it in or remove the row.',
    );
  });
});

describe('columns of words', () => {
  const words = 'colour,a,kind\nred,1,x\nblue,2,y\nred,3,x\ngreen,4,y\n';

  test('become a feature for each word, in its place', () => {
    const table = read(words, { words: 'oneHot' });
    expect(table.featureNames).toEqual(['colour = blue', 'colour = green', 'colour = red', 'a']);
    expect([...table.features]).toEqual([0, 0, 1, 1, 1, 0, 0, 2, 0, 0, 1, 3, 0, 1, 0, 4]);
  });

  test('a missing word is missing in each of its features', () => {
    const table = read(`${words},5,x\n`, { words: 'oneHot', missing: 'mean' });
    expect([...table.features.subarray(16)]).toEqual([NaN, NaN, NaN, 5]);
  });

  test('are refused by default, and where they are too many to be said anything by', () => {
    expect(sentence(words, {})).toContain('f.csv, column "colour": The column holds text, and features must be numbers.');
    const names = Array.from({ length: 1001 }, (_, row) => `name ${row},${row},${row % 2 === 0 ? 'x' : 'y'}`).join('\n');
    expect(sentence(`who,a,kind\n${names}`, { words: 'oneHot' })).toBe(
      'f.csv, column "who": The column holds more than 1000 different words, too many for a feature each. Leave it out.',
    );
  });
});

describe('long files', () => {
  test('rows, quotes and letters across the stretches of reading stay whole', () => {
    const rows = Array.from({ length: 60_000 }, (_, row) => `${row},"größe\r\n${row % 3}",${row % 2 === 0 ? 'gerade' : 'ungerade'}`);
    const table = read(`n,t,kind\r\n${rows.join('\r\n')}\r\n`, { words: 'oneHot' });
    expect(table.featureNames).toEqual(['n', 't = größe 0', 't = größe 1', 't = größe 2']);
    expect(table.rows).toBe(60_000);
    expect([...table.features.subarray(4 * 59_998)]).toEqual([59_998, 0, 1, 0, 59_999, 0, 0, 1]);
    expect(sentence(`n,t,kind\r\n${rows.join('\r\n')}\r\nx,y\r\n`, { words: 'oneHot' })).toBe(
      'f.csv, row 120002: The row has 2 cells where 3 are expected.',
    );
  });
});
