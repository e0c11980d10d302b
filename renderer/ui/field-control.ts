/** What a Field hands to the control inside it, so that label, note and control belong together. */
export interface FieldControl {
  readonly id: string;
  /** Id of the note under the control, where there is one. */
  readonly describedBy: string | undefined;
  readonly invalid: boolean;
}
