/** The text of the JSON view, where it is not simply the design written out, and what is wrong with it. */
import { parseSpec } from '#core/experiment/parse';
import type { ExperimentSpec } from '#core/experiment/spec';
import { lineOf, parseText } from '#renderer/features/designer/json-lines.ts';

export interface TextProblem {
  readonly line: number | null;
  readonly path: string;
  readonly message: string;
}

export class DesignText {
  #value = $state<string | null>(null);
  #problems = $state.raw<readonly TextProblem[]>([]);

  get value(): string | null {
    return this.#value;
  }
  /** Empty where the text is a design. */
  get problems(): readonly TextProblem[] {
    return this.#problems;
  }
  get isBroken(): boolean {
    return this.#problems.length > 0;
  }

  clear(): void {
    this.#value = null;
    this.#problems = [];
  }

  /** Returns the design that the text is, or null. */
  set(text: string): ExperimentSpec | null {
    this.#value = text;
    const parsed = parseText(text);
    if ('problem' in parsed) {
      this.#problems = [{ line: parsed.line, path: '', message: parsed.problem }];
      return null;
    }
    const { spec, issues } = parseSpec(parsed.value);
    this.#problems = issues.map((issue) => ({ line: lineOf(text, issue.path), path: issue.path, message: issue.message }));
    return spec;
  }
}

export const written = (spec: unknown): string => JSON.stringify(spec, null, 2);
