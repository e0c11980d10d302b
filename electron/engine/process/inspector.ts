/** An inspector in a process of its own: started for its first question, ended when it rests or is told to stop at once. */
import type { PreparedData } from '#core/data/table';
import { LabError } from '#core/failure';
import type { Finding, Inspection, InspectionWatch, Inspector } from '#lab/ports/inspector';
import type { EngineProcess, StartProcess } from '#engine/process/protocol';

export class InspectorProcess implements Inspector {
  private readonly startProcess: StartProcess;
  private readonly data = new Map<string, PreparedData>();
  private process: EngineProcess | null = null;
  /** What the process has been given. */
  private readonly sent = new Set<string>();
  private current: {
    readonly resolve: (finding: Finding) => void;
    readonly reject: (error: LabError) => void;
    onPart(part: number): void;
  } | null = null;

  constructor(startProcess: StartProcess) {
    this.startProcess = startProcess;
  }

  start(): void {
    this.process ??= this.launch();
  }

  provide(dataId: string, data: PreparedData): void {
    this.data.set(dataId, data);
  }

  forget(dataId: string): void {
    this.data.delete(dataId);
    // What the process holds goes with it: it never lives long.
  }

  async inspect(inspection: Inspection, { onProgress, signal }: InspectionWatch): Promise<Finding> {
    if (signal.aborted) throw new LabError({ kind: 'cancelled' });
    const process = (this.process ??= this.launch());
    for (const { dataId } of inspection.runs) {
      const data = this.data.get(dataId);
      if (this.sent.has(dataId) || data === undefined) continue;
      process.post({ kind: 'inspectData', dataId, data });
      this.sent.add(dataId);
    }
    const cancel = (): void => {
      // A native call cannot be interrupted, so its process is ended; nothing in it would be missed.
      this.drop(new LabError({ kind: 'cancelled' }));
    };
    signal.addEventListener('abort', cancel);
    try {
      return await new Promise<Finding>((resolve, reject) => {
        this.current = { resolve, reject, onPart: onProgress };
        process.post({ kind: 'inspect', inspection });
      });
    } finally {
      signal.removeEventListener('abort', cancel);
      this.current = null;
    }
  }

  rest(): Promise<void> {
    const { process } = this;
    if (process === null) return Promise.resolve();
    return new Promise((resolve) => {
      process.onExit(() => resolve());
      this.drop(new LabError({ kind: 'cancelled' }));
    });
  }

  private launch(): EngineProcess {
    const process = this.startProcess();
    this.sent.clear();
    process.onMessage((message) => {
      if (this.process !== process) return;
      if (message.kind === 'inspecting') this.current?.onPart(message.part);
      if (message.kind === 'inspected') this.current?.resolve(message.finding);
      if (message.kind === 'inspectionFailed') this.current?.reject(new LabError(message.failure));
    });
    process.onExit((reason) => {
      if (this.process !== process) return;
      const problem = `The process that looks at weights ended: ${reason} Ask for fewer rows, trials or points; it may have run out of memory.`;
      this.drop(new LabError({ kind: 'conflict', problem }));
    });
    return process;
  }

  private drop(error: LabError): void {
    const dropped = this.process;
    this.process = null;
    this.sent.clear();
    dropped?.kill();
    this.current?.reject(error);
  }
}
