/** Opens a design as a new draft in the designer, says what it was begun from, and offers the way back to the draft before. */
import type { ExperimentSpec } from '#core/experiment/spec';
import { designName } from '#renderer/features/designer/design-items.ts';
import type { AppState } from '#renderer/state/app.ts';

type Parts = Pick<AppState, 'designer' | 'notices' | 'router'>;

export function beginDraft({ designer, notices, router }: Parts, spec: ExperimentSpec, from: string): void {
  const before = designName(designer.spec);
  designer.open(spec);
  // A draft that nobody had worked on is not kept.
  const back = designer.canUndo ? { label: `Back to "${before}"`, run: () => designer.back() } : null;
  notices.tell(`A new draft, begun from "${from}".`, back);
  router.go({ screen: 'design' });
}
