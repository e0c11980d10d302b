/** The noise of the gradient, in the evaluations of runs that measure it. */
import type { Migration } from '#store/migrate';

export const noiseScale: Migration = {
  version: 5,
  name: 'noise scale',
  up(database) {
    database.exec(`
      ALTER TABLE evaluations ADD COLUMN noise_pairs INTEGER;
      ALTER TABLE evaluations ADD COLUMN noise_trace REAL;
      ALTER TABLE evaluations ADD COLUMN noise_squared_norm REAL;
      ALTER TABLE evaluations ADD COLUMN noise_trace_variance REAL;
      ALTER TABLE evaluations ADD COLUMN noise_squared_norm_variance REAL;
      ALTER TABLE evaluations ADD COLUMN noise_covariance REAL;
    `);
  },
};
