/** Runs an action; if it is refused, the reason is shown and the form keeps its content. */
import { Problem } from "./http.ts";
import { complain } from "./notices.svelte.ts";

/** True if it was done. */
export async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    complain([error.message, error.details.hint].filter(Boolean).join(" "));
    return false;
  }
}
