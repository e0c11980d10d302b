/** Student's sleep data (Cushny and Peebles 1905, R's `sleep`): extra hours of ten patients under two drugs. */
export const FIRST_DRUG = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2] as const;
export const SECOND_DRUG = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4] as const;
export const DIFFERENCES = FIRST_DRUG.map((value, index) => value - SECOND_DRUG[index]);

/** Hollander and Wolfe (1973), p. 29 f., as in R's help of wilcox.test: depression before and after a tranquillizer. */
export const BEFORE = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3] as const;
export const AFTER = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29] as const;
export const CHANGES = BEFORE.map((value, index) => value - AFTER[index]);
