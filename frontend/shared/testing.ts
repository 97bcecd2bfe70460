/** Random messages for tests: the same seed gives the same message. */

export type Choose = <Value>(...values: readonly Value[]) => Value;

/** A chooser of its own small generator (mulberry32). */
export function chooser(seed: number): Choose {
  let state = seed;
  return (...values) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    const share = ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    const value = values[Math.floor(share * values.length)];
    if (value === undefined) throw new Error("there is nothing to choose from");
    return value;
  };
}

const BEGIN = ["", "", "- ", "* ", "1. ", "12) ", "a. ", "iv. ", "> ", "> - ", "> > ", "| ", "|"];
const BETWEEN = [" ", " | ", "|", " **", "** ", " `", "` ", " *", " [1] ", " > ", ": ", "[", "]("];
const FIXED = ["", "```", "|---|---|", "-", "3.", "**", ">", "[1]"]; // a fence without a language

/** Some lines of all kinds, well formed or not; each word is "w" and its number. */
export function documents(choose: Choose): string {
  let count = 0;
  const word = (): string => `w${(count += 1)}`;
  const text = (): string => {
    let line = word();
    while (choose(true, true, false)) line += choose(...BETWEEN) + word();
    return line;
  };
  const line = (): string => {
    const row = `| ${text()} | ${text()} |`;
    const bold = choose(`**${word()}**`, `**${word()}`);
    const rest = choose(text(), text(), text(), row, row, bold, choose(...FIXED));
    const indent = " ".repeat(choose(0, 0, 0, 1, 2, 2, 3, 4, 6));
    return indent + choose(...BEGIN) + rest + choose("", "", " ", " |", ".");
  };
  return Array.from({ length: choose(1, 3, 6, 12, 24) }, line).join(choose("\n", "\n", "\r\n"));
}

/** The words of a text that has been made by `documents`, or of a tree printed as JSON. */
export function words(text: string): string[] {
  return text.match(/w\d+/g) ?? [];
}
