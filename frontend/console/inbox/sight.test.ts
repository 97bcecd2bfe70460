import { expect, test } from "vitest";
import { ROW_PX, sight } from "./sight.ts";

test("only rows near the frame are drawn, however long the list", () => {
  const { first, last } = sight(5_000 * ROW_PX, 800, 10_000);
  expect(first).toBeLessThanOrEqual(5_000);
  expect(last).toBeGreaterThanOrEqual(5_000 + Math.ceil(800 / ROW_PX));
  expect(last - first).toBeLessThan(30);
});

test("the ends of the list bound what is drawn", () => {
  expect(sight(0, 800, 3)).toEqual({ first: 0, last: 3 });
});

test("a list that got shorter than it was scrolled shows its end", () => {
  expect(sight(5_000 * ROW_PX, 800, 3)).toEqual({ first: 0, last: 3 });
});
