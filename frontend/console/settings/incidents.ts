/** What an incident matches, as the form has it and as the list shows it. Pure. */
import type { Incident } from "../api.ts";
import { t } from "../texts.ts";

export const TITLE_MAX = 120;
export const TEXT_MAX = 1000;
export const PHRASE_MAX = 100;

/** The words and phrases of a text field: one a line, each once. */
export function phrases(lines: string): string[] {
  const found = lines.split("\n").map((line) => line.trim().replace(/\s+/g, " "));
  return [...new Set(found)].filter(Boolean);
}

/** The phrases in quotation marks and the categories by name. */
export function matches({ words, categories }: Pick<Incident, "words" | "categories">): string[] {
  return [...words.map((word) => `“${word}”`), ...categories.map(t.incidents.category)];
}
