/** Small things that sentences are made of. */

/** Begins a sentence: "Batch size 32". */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
