import { expect, test } from "vitest";

import { backoffMs } from "./backoff";

test("waits double up to half a minute", () => {
  expect([0, 1, 2, 6, 60].map((attempt) => backoffMs(attempt, 0))).toEqual([
    500, 1000, 2000, 30_000, 30_000,
  ]);
});

test("chance takes off at most half", () => {
  expect(backoffMs(1, 1)).toBe(500);
});
