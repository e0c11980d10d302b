/** The state of every claim on a person's own experiments: recomputed from scorecards, never stored. */
import { CLAIMS, type Claim } from '#core/claims/claims';
import type { ScoreRow, ScoreVerdict } from '#core/presets/scorecard';

/** `byDefinition`: there is nothing to decide. */
export type ClaimVerdict = 'byDefinition' | 'untested' | 'supported' | 'notSupported' | 'undecided';

/** An experiment that has the design of a preset, with its scorecard. */
export interface ScoredExperiment {
  readonly id: string;
  readonly name: string;
  readonly presetId: string;
  readonly rows: readonly ScoreRow[];
}

/** What one experiment says: the check, its number and what that is a number of, with interval and seeds, and how it came out. */
export type Saying = Pick<ScoreRow, 'text' | 'of' | 'verdict' | 'unit' | 'ours' | 'limits'> & {
  readonly experimentId: string;
  readonly name: string;
};

export interface LedgerEntry extends Claim {
  readonly verdict: ClaimVerdict;
  /** What each experiment says, in the order given. */
  readonly says: readonly Saying[];
}

/**
 * A claim is supported where every check that was tried came out as predicted, not supported where one came out against it and none
 * for it, and undecided in between. Experiments in the bin are the caller's to leave out.
 */
export function ledger(experiments: readonly ScoredExperiment[]): readonly LedgerEntry[] {
  return CLAIMS.map((claim) => {
    const says = claim.evidence.flatMap(({ preset, check }) =>
      experiments
        .filter(({ presetId }) => presetId === preset)
        .flatMap(({ id, name, rows }) =>
          rows
            .filter((row) => row.id === check)
            .map(({ text, of, verdict, unit, ours, limits }) => ({ experimentId: id, name, text, of, verdict, unit, ours, limits })),
        ),
    );
    return {
      ...claim,
      says,
      verdict: verdictOf(
        claim,
        says.map(({ verdict }) => verdict),
      ),
    };
  });
}

function verdictOf(claim: Claim, verdicts: readonly ScoreVerdict[]): ClaimVerdict {
  if (claim.evidence.length === 0) return 'byDefinition';
  if (verdicts.length === 0) return 'untested';
  if (verdicts.every((verdict) => verdict === 'reproduced')) return 'supported';
  const isAgainst = verdicts.includes('notReproduced');
  return isAgainst && !verdicts.includes('reproduced') ? 'notSupported' : 'undecided';
}
