/** What is kept of designs that have not run: drafts, which save themselves, and templates, which others are begun from. */

export type DesignKind = 'draft' | 'template';

export interface DesignSummary {
  readonly id: string;
  readonly kind: DesignKind;
  /** Of a draft the name of its experiment, as far as it has one. */
  readonly name: string;
  /** "Blobs, 2-50-3, batch size 1 to full"; empty where the design cannot be read at present. */
  readonly description: string;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly isDeleted: boolean;
}

/** `spec` is whatever was saved: a design, or the text of one that is half written. */
export interface KeptDesign extends DesignSummary {
  readonly spec: unknown;
}
