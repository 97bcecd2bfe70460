/** What svelte-check and the console's build both read. */
export default { compilerOptions: { runes: true } };
