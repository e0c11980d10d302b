/**
 * What training itself has cost on this computer: of every piece of work that was trained, how many times what was expected. The newest
 * counts most: each entry holds the last ten seconds or so of its work. It is kept from one start of the lab to the next.
 */
import { z } from 'zod';
import { nearbyLogRatio, type RatioPoint, type WorkPlace } from '#engine/nearby-ratios';

/** What of training is learned apart. */
const KINDS = ['update', 'evaluation', 'stack'] as const;
export type CostKind = (typeof KINDS)[number];

/** A piece of work, and what the calibration says that it costs. */
export interface ExpectedWork {
  readonly kind: CostKind;
  /** Equal works have equal names. */
  readonly name: string;
  readonly place: WorkPlace;
  /** Stacked in it. */
  readonly runs: number;
  readonly seconds: number;
}

/** Of older work so many seconds count beside newer; and of what an earlier session has learned. */
const MEMORY_SECONDS = 10;
const REMEMBERED_SECONDS = 1;
/** So long a look tells as much of a work as its neighbours do. */
const TRUST_SECONDS = 0.05;
const MOST_ENTRIES = 400;
/** Four octaves away, what was learned counts as much as the calibration. */
const NEARBY = { power: 2, softness: 0.1, doubt: 1 / 16 } as const;

const entry = z.object({
  kind: z.enum(KINDS),
  name: z.string(),
  isConvolutional: z.boolean(),
  octaves: z.tuple([z.number(), z.number(), z.number()]),
  /** Natural logarithm of measured / expected, and how many expected seconds it is about. */
  logRatio: z.number(),
  seconds: z.number().nonnegative(),
  /** Of the kind `stack`: runs that were trained in it. */
  runs: z.int().nonnegative(),
  /** Milliseconds since 1970. */
  at: z.number(),
});

type Entry = Readonly<z.infer<typeof entry>>;

export const learnedSchema = z.array(entry);

export type Learned = readonly Entry[];

export class LearnedCosts {
  private readonly entries = new Map<string, Entry>();
  private readonly points: Record<CostKind, readonly RatioPoint[] | null> = { update: null, evaluation: null, stack: null };
  private readonly corrections = new Map<string, number>();
  private newest: number | null = null;

  /** For `learn` of a later session. */
  get all(): Learned {
    return [...this.entries.values()].toSorted((a, b) => b.at - a.at).slice(0, MOST_ENTRIES);
  }

  /** When training last told what it costs, in milliseconds since 1970; null where it never has. */
  get learnedAt(): number | null {
    return this.newest;
  }

  /** How many runs it was learned from; one that was stopped and taken up again counts twice. */
  get runs(): number {
    return [...this.entries.values()].reduce((sum, { runs }) => sum + runs, 0);
  }

  recall(entries: Learned): void {
    for (const one of entries) {
      this.entries.set(keyOf(one), { ...one, seconds: Math.min(one.seconds, REMEMBERED_SECONDS) });
      this.forgetConclusions(one.kind, one.at);
    }
  }

  clear(): void {
    this.entries.clear();
    this.newest = null;
    for (const kind of KINDS) this.points[kind] = null;
    this.corrections.clear();
  }

  /** Work that was expected to take `work.seconds` took `seconds`, `times` times over. */
  learn(work: ExpectedWork, seconds: number, times: number, at: number): void {
    const old = this.entries.get(keyOf(work));
    const oldSeconds = Math.min(old?.seconds ?? 0, MEMORY_SECONDS);
    const expected = oldSeconds + work.seconds * times;
    const logRatio = Math.log((Math.exp(old?.logRatio ?? 0) * oldSeconds + seconds) / expected);
    if (!Number.isFinite(logRatio)) return;
    const { kind, name, place, runs } = work;
    this.entries.set(keyOf(work), {
      ...{ kind, name, isConvolutional: place.isConvolutional, octaves: [...place.octaves] },
      ...{ logRatio, seconds: expected, runs: (old?.runs ?? 0) + (kind === 'stack' ? runs * times : 0), at },
    });
    this.forgetConclusions(kind, at);
  }

  /** How many times what was expected a piece of work takes; 1 where nothing like it was trained. */
  correction(work: Omit<ExpectedWork, 'seconds'>): number {
    if (this.entries.size === 0) return 1;
    const key = keyOf(work);
    const known = this.corrections.get(key);
    if (known !== undefined) return known;
    const correction = Math.exp(this.logCorrection(key, work));
    this.corrections.set(key, correction);
    return correction;
  }

  private logCorrection(key: string, { kind, place }: Omit<ExpectedWork, 'seconds'>): number {
    this.points[kind] ??= [...this.entries.values()]
      .filter((one) => one.kind === kind)
      .map(({ seconds, ...one }) => ({ ...one, weight: seconds / (seconds + TRUST_SECONDS) }));
    const nearby = nearbyLogRatio(this.points[kind], place, NEARBY) ?? 0;
    const own = this.entries.get(key);
    if (own === undefined) return nearby;
    const trust = own.seconds / (own.seconds + TRUST_SECONDS);
    return trust * own.logRatio + (1 - trust) * nearby;
  }

  /** An entry of `at` has come. */
  private forgetConclusions(kind: CostKind, at: number): void {
    this.newest = Math.max(this.newest ?? 0, at);
    this.points[kind] = null;
    this.corrections.clear();
  }
}

function keyOf({ kind, name }: Pick<ExpectedWork, 'kind' | 'name'>): string {
  return `${kind} ${name}`;
}
