/** What waits for this person to judge, for the page and the rail. */
import * as api from "../api.ts";
import { Resource } from "../resource.svelte.ts";

const LOOK_MS = 120_000; // items settle without an event

export const queue = new Resource(() => api.reviewQueue());

/** Read it now and then, until the returned function is called. */
export function followQueue(): () => void {
  void queue.load();
  const timer = setInterval(() => void queue.load(), LOOK_MS);
  return () => {
    clearInterval(timer);
  };
}
