/** How long to wait before trying again. */

const FIRST_MS = 500;
const MOST_MS = 30_000;

/** Doubles from half a second to half a minute; `chance` (0 to 1) takes up to half of it off,
 * so that a thousand pages do not come back in the same instant. */
export function backoffMs(attempt: number, chance: number): number {
  return Math.min(FIRST_MS * 2 ** attempt, MOST_MS) * (1 - chance / 2);
}

/** Resolves after the time, or at once when the browser comes back online; rejects when aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => () => {
      clearTimeout(timer);
      removeEventListener("online", wake);
      signal.removeEventListener("abort", stop);
      settle();
    };
    const wake = finish(resolve);
    const stop = finish(() => reject(signal.reason as Error));
    const timer = setTimeout(wake, ms);
    addEventListener("online", wake);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop);
  });
}
