import { expect, test } from "vitest";
import { labelled, spread, ticks, timeAxis, timeTicks, valueAxis } from "./scales.ts";

const figure = (value: number, low = value, high = value, n = 100) => ({ value, n, low, high });

test("an axis of values begins at zero and holds all of them", () => {
  const axis = valueAxis([figure(0.62, 0.55, 0.7)], "share", [0.6, 0.8], [100, 0]);
  expect(axis.domain()[0]).toBe(0);
  expect(axis.domain()[1]).toBeGreaterThanOrEqual(0.8);
  expect(valueAxis([figure(0.98, 0.9, 1)], "share", [], [0, 1]).domain()).toEqual([0, 1]);
});

test("bars of ratings begin at zero, lines at the lowest rating", () => {
  expect(valueAxis([figure(4.2)], "stars", [0], [0, 1]).domain()).toEqual([0, 5]);
  expect(valueAxis([figure(4.2)], "stars", [], [0, 1]).domain()).toEqual([1, 5]);
});

test("negative values have room below zero", () => {
  const [from = 0, to = 0] = valueAxis([figure(-0.1, -0.2, 0.05)], "share", [0], [0, 1]).domain();
  expect(from).toBeLessThanOrEqual(-0.2);
  expect(to).toBeGreaterThanOrEqual(0.05);
});

test("a wide interval of few cases does not stretch the axis", () => {
  const axis = valueAxis([figure(0.1), figure(0.1, 0, 0.9, 3)], "share", [], [0, 1]);
  expect(axis.domain()[1]).toBeLessThan(0.2);
});

test("ticks are round in the unit that is shown", () => {
  const axis = valueAxis([figure(10_800)], "seconds", [], [0, 100]);
  expect(ticks(axis, "seconds").every((tick) => tick % 1_800 === 0)).toBe(true);
});

test("times stand on an axis of decades, labels apart", () => {
  const axis = timeAxis([30, 90_000], [0, 300]);
  expect(axis.domain()).toEqual([10, 604_800]);
  const found = timeTicks(axis, 56).map((seconds) => axis(seconds));
  found.slice(1).forEach((x, index) => expect(x - found[index]!).toBeGreaterThanOrEqual(56));
});

test("labels of a row are left out until the others fit", () => {
  expect(labelled(4, 400, 76)).toEqual([0, 1, 2, 3]);
  expect(labelled(12, 300, 76)).toEqual([0, 4, 8]);
});

test("labels that would cover each other are moved apart, none below the end", () => {
  expect(spread([50, 52, 20], 14, 100)).toEqual([50, 64, 20]);
  const low = spread([98, 99, 97], 14, 100);
  expect(Math.max(...low)).toBe(100);
  expect(low.toSorted((a, b) => a - b)).toEqual([72, 86, 100]);
});
