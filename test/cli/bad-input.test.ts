/** Experiment files and tables that a person got wrong, against the real lab: each is told by field or row, and ends with 2. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openLab } from '#cli/open-lab';
import { runProgram } from '#cli/program';
import { SPEC, TestTerminal } from '#test/cli/scripted-lab';
import { batchlab } from '#test/cli/spawn-batchlab';

const folder = mkdtempSync(join(tmpdir(), 'batchlab-bad-input-'));
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 5 }));
const here = ['--data-dir', join(folder, 'lab')];

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

async function runReal(...argv: readonly string[]) {
  const terminal = new TestTerminal();
  const exitCode = await runProgram(argv, terminal, openLab);
  return { exitCode, out: terminal.outText, err: terminal.errText };
}

test('bad experiment files end with 2 and name the field', async () => {
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [{ ...SPEC, sead: 1 }, /^sead: is not a known field.*seed/m],
    [{ ...SPEC, batch: { size: 0 } }, /^batch\.size: .*0/m],
    [{ ...SPEC, factors: [], batch: { size: 1000 } }, /^batch\.size: .*1,000/m],
    [{ ...SPEC, optimizer: { kind: 'sgd', learningRate: 0 } }, /^optimizer\.learningRate: .*0/m],
    [{ ...SPEC, optimizer: { kind: 'sgd', learningRate: 'fast' } }, /^optimizer\.learningRate: .*"fast"/m],
    ['', /the file is empty/],
    ['{"name": }', /line 1, column 10: a value is expected/],
    [{ ...SPEC, data: { ...SPEC.data, source: { kind: 'dataset', name: 'nowhere' } } }, /nowhere/],
  ];
  for (const [index, [content, message]] of cases.entries()) {
    const ended = await runReal('run', file(`bad-${index}.json`, content), ...here);
    expect(ended).toEqual({ exitCode: 2, out: '', err: expect.stringMatching(message) as unknown });
    expect(ended.err).not.toMatch(/^\s+at /m);
  }
});

test('bad tables end with 2 and name row and column', async () => {
  const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['a,b,kind\n1,2,x\n3,y\n', [], /row 3/],
    ['a,b,price\n1,2,3.5\n2,large,1.5\n3,4,2.5\n4,5,3.5\n', ['--task', 'regression'], /row 3, column "b".*large/],
    ['', [], /empty/],
    ['a,b,kind\n1,2,x\n3,4,y\n', ['--target', 'sort'], /sort/],
  ];
  for (const [index, [content, options, message]] of cases.entries()) {
    const path = file(`bad-${index}.csv`, content);
    const ended = await runReal('data', 'import', path, '--name', `bad ${index}`, ...options, ...here);
    expect(ended).toEqual({ exitCode: 2, out: '', err: expect.stringMatching(message) as unknown });
    expect(ended.err).toContain(`bad-${index}.csv`);
  }
});

test('the real command says the same, on standard error only', async () => {
  const path = file('typing-error.json', { ...SPEC, replicate: 3 });
  const ended = await batchlab('run', path, ...here);
  expect(ended).toEqual({ exitCode: 2, out: '', err: expect.stringMatching(/^replicate: .*replicates/) as unknown });
});
