/** Engine processes under Electron: what is known of their end. */
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { electronProcess, type UtilityChild } from '#main/utility-process';

/** As Electron's: its listeners are taken from the error stream at the exit. */
class Child extends EventEmitter implements UtilityChild {
  readonly stderr = new PassThrough();
  readonly pid = undefined;
  readonly posted: object[] = [];
  postMessage(message: object): void {
    this.posted.push(message);
  }
  kill(): boolean {
    return true;
  }
  end(code: number): void {
    this.emit('exit', code);
    this.stderr.removeAllListeners();
  }
}

function started(): { readonly child: Child; readonly ended: Promise<readonly [string, boolean | undefined]> } {
  const child = new Child();
  const process = electronProcess('entry.js', () => child)({ isQuiet: true });
  const ended = new Promise<readonly [string, boolean | undefined]>((resolve) => {
    process.onExit((reason, isOutOfMemory) => resolve([reason, isOutOfMemory]));
  });
  return { child, ended };
}

test('an end without last words is no lack of memory', async () => {
  const { child, ended } = started();
  child.stderr.write('some chatter of a driver');
  child.end(3);
  expect(await ended).toEqual(['it exited with code 3.', false]);
});

test('a library that says that memory ran out is heard', async () => {
  const { child, ended } = started();
  child.stderr.write('onnxruntime: Failed to allocate memory for requested buffer of size 123');
  child.end(134);
  expect(await ended).toEqual(['it exited with code 134.', true]);
});

test('what arrives after the exit is heard as well', async () => {
  const { child, ended } = started();
  await new Promise(setImmediate);
  child.end(134);
  await new Promise(setImmediate);
  child.stderr.write('FATAL ERROR: JavaScript heap out of memory');
  expect(await ended).toEqual(['it exited with code 134.', true]);
});

test('the report of a full heap is understood where the stream says nothing', async () => {
  const { child, ended } = started();
  child.emit('error', 'FatalError', 'V8::Heap', '{"header":{"event":"Allocation failed - JavaScript heap out of memory"}}');
  child.end(5);
  expect(await ended).toEqual(['it exited with code 5.', true]);
});
