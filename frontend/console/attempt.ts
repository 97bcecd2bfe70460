/** Does what somebody asks for; a refusal is said, and what they filled in stays as it was. */
import { Problem } from "./http.ts";
import { complain } from "./notices.svelte.ts";

/** True once it is done. */
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
