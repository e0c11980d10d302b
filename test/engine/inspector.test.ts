/** The process that looks at weights: when it is started, and what becomes of a question when it ends. */
import { describe, expect, it } from 'vitest';
import { InspectorProcess } from '#engine/process/inspector';
import type { EngineProcess, FromEngine, ToEngine } from '#engine/process/protocol';
import type { Inspection } from '#lab/ports/inspector';
import { classData, model } from '#test/engine/support/jobs';
import { atStart } from '#test/engine/support/probing';

/** Stands in for a process: keeps what it is told, says what the test says. */
class ScriptedProcess implements EngineProcess {
  readonly heard: ToEngine[] = [];
  readonly #exits: ((reason: string) => void)[] = [];
  say: (message: FromEngine) => void = () => undefined;

  post(message: ToEngine): void {
    this.heard.push(message);
  }

  onMessage(listener: (message: FromEngine) => void): void {
    this.say = listener;
  }

  onExit(listener: (reason: string) => void): void {
    this.#exits.push(listener);
  }

  end(reason: string): void {
    for (const exit of this.#exits) exit(reason);
  }

  kill(): void {
    this.end('it was ended by SIGKILL.');
  }
}

function inspector() {
  const processes: ScriptedProcess[] = [];
  const made = new InspectorProcess(() => {
    const process = new ScriptedProcess();
    processes.push(process);
    return process;
  });
  return { made, processes };
}

const question: Inspection = {
  question: { kind: 'model', preparation: { fillings: [], scaling: null }, about: {} },
  runs: [atStart(model([4, 2]), classData(8, 4)).run],
};

const watch = () => ({ onProgress: () => undefined, signal: new AbortController().signal });

describe('the process that looks at weights', () => {
  it('is started once, ahead of the first question or for it', async () => {
    const { made, processes } = inspector();
    expect(processes).toHaveLength(0);
    made.start();
    made.start();
    expect(processes).toHaveLength(1);
    const answer = made.inspect(question, watch());
    expect(processes[0].heard).toEqual([{ kind: 'inspect', inspection: question }]);
    processes[0].say({ kind: 'inspected', finding: { kind: 'model', bytes: new Uint8Array([1]) } });
    await expect(answer).resolves.toEqual({ kind: 'model', bytes: new Uint8Array([1]) });
  });

  it('is replaced where it ended while nobody asked', async () => {
    const { made, processes } = inspector();
    made.start();
    processes[0].end('it exited with code 1.');
    const answer = made.inspect(question, watch());
    expect(processes).toHaveLength(2);
    processes[1].end('it exited with code 3.');
    await expect(answer).rejects.toThrow('it exited with code 3.');
  });
});
