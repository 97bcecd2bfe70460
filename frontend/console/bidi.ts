/** Names among other words, whatever direction they are written in. */

const FIRST_STRONG_ISOLATE = "\u2068";
const POP_DIRECTIONAL_ISOLATE = "\u2069";

/** The text, so that its direction changes nothing around it; empty text stays empty. */
export function apart(text: string): string {
  return text && FIRST_STRONG_ISOLATE + text + POP_DIRECTIONAL_ISOLATE;
}
