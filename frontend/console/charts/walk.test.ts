import { expect, test } from "vitest";
import { nearest, walk, type Stop } from "./walk.ts";

const stop = (lane: number, x: number, y = 0): Stop => ({ says: "", href: null, lane, x, y });
const line = [stop(0, 10), stop(0, 20), stop(0, 30)];
const two = [...line, stop(1, 12, 50), stop(1, 28, 50)];

test("arrows walk a line and stop at its ends", () => {
  expect(walk(line, null, "ArrowRight")).toBe(0);
  expect(walk(line, null, "ArrowLeft")).toBe(2);
  expect(walk(line, 1, "ArrowRight")).toBe(2);
  expect(walk(line, 2, "ArrowDown")).toBe(2);
  expect(walk(line, 0, "ArrowLeft")).toBe(0);
  expect([walk(line, 1, "Home"), walk(line, 1, "End")]).toEqual([0, 2]);
});

test("up and down change the line, to the nearest point of it", () => {
  expect(walk(two, 2, "ArrowDown")).toBe(4);
  expect(walk(two, 3, "ArrowUp")).toBe(0);
  expect(walk(two, 0, "ArrowUp")).toBe(0);
});

test("other keys are not the chart's", () => {
  expect(walk(line, 0, "j")).toBeNull();
  expect(walk([], null, "ArrowRight")).toBeNull();
});

test("a pointer finds the nearest point", () => {
  expect(nearest(two, 27, 45)).toBe(4);
  expect(nearest(two, 19, 3)).toBe(1);
  expect(nearest([{ says: "", href: null, lane: 0 }], 0, 0)).toBeNull();
});
