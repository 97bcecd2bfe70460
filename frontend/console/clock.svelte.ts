/** The current time for screens, so that waiting times update by themselves. */

const TICK_MS = 10_000;

class Clock {
  now = $state(Date.now());
}

export const clock = new Clock();

/** Start the clock; returns a function that stops it. */
export function run(): () => void {
  const timer = setInterval(() => {
    clock.now = Date.now();
  }, TICK_MS);
  return () => {
    clearInterval(timer);
  };
}
