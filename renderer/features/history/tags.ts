/** Tags as a person types them: several at once, separated by commas. Pure. */

/** The most letters of a tag; the lab takes no more. */
const MOST_LETTERS = 50;

export function readTags(text: string): { readonly tags: readonly string[]; readonly problem: string | null } {
  const tags = [...new Set(text.split(/[,;\n\t]+/).map((tag) => tag.trim()))].filter((tag) => tag !== '');
  const isTooLong = tags.some((tag) => tag.length > MOST_LETTERS);
  return { tags, problem: isTooLong ? `A tag has at most ${String(MOST_LETTERS)} letters.` : null };
}
