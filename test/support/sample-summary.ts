/** The summary of an experiment that a test need not say more about. */
import type { ExperimentSummary } from '#contract/experiments';

export const SAMPLE_SUMMARY: ExperimentSummary = {
  id: 'e',
  name: 'A test',
  question: '',
  state: 'finished',
  createdAt: 0,
  endedAt: null,
  description: 'Blobs, 2-50-3',
  dataName: 'Blobs',
  network: '2-50-3',
  factors: [],
  replicates: 2,
  engine: 'onnx-cpu',
  isStarred: false,
  tags: [],
  notes: '',
  origin: null,
  conditionCount: 2,
  runCounts: { waiting: 0, training: 0, finished: 0, diverged: 0, stopped: 0, interrupted: 0, failed: 0 },
  scoreKind: 'accuracy',
  score: null,
  seconds: 0,
  isDeleted: false,
};
