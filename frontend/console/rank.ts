/** Fuzzy search: what matches the typed words, best first. Pure. */

/** The items whose text holds the words' letters in order; whole words and beginnings come first. */
export function rank<T>(items: readonly T[], words: string, text: (item: T) => string): T[] {
  const wanted = words.trim().toLowerCase();
  if (!wanted) return [...items];
  return items
    .map((item, index) => ({ item, index, fit: fit(text(item).toLowerCase(), wanted) }))
    .filter((one) => one.fit > 0)
    .sort((a, b) => b.fit - a.fit || a.index - b.index)
    .map((one) => one.item);
}

/** 3 at the beginning, 2 at a word's beginning, 1 within or scattered in order, 0 not at all. */
export function fit(text: string, wanted: string): number {
  const at = text.indexOf(wanted);
  if (at === 0) return 3;
  if (at > 0) return /\W/.test(text[at - 1] ?? "") ? 2 : 1.5;
  let from = 0;
  for (const letter of wanted) {
    from = text.indexOf(letter, from) + 1;
    if (from === 0) return 0;
  }
  return 1;
}
