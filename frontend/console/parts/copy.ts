/** Takes a text elsewhere by the clipboard. */
import { complain, say } from "../notices.svelte.ts";
import { t } from "../texts.ts";

/** Copy it and say so; over plain http there is no clipboard, and that is said as well. */
export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(t.state.copied);
  } catch {
    complain(t.state.notCopied);
  }
}
