/** Copies text to the clipboard. */
import { complain, say } from "../notices.svelte.ts";
import { t } from "../texts.ts";

/** Copy it and confirm; over plain http there is no clipboard, and a notice says so. */
export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(t.state.copied);
  } catch {
    complain(t.state.notCopied);
  }
}
