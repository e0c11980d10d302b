/** The field for the target stands among the choices above the tabs; others lead to it. */

export const TARGET_FIELD_ID = 'compare-target';

export function focusTarget(): void {
  document.getElementById(TARGET_FIELD_ID)?.focus();
}
