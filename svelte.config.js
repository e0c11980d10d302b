/** Svelte options for the editor, svelte-check and Vite. */
export default { compilerOptions: { runes: true } };
