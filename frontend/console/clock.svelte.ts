/** The hour as screens read it: waiting times move on by themselves. */

const TICK_MS = 10_000;

class Clock {
  now = $state(Date.now());
}

export const clock = new Clock();

/** Keep the hour moving; returns what stops it. */
export function run(): () => void {
  const timer = setInterval(() => {
    clock.now = Date.now();
  }, TICK_MS);
  return () => {
    clearInterval(timer);
  };
}
