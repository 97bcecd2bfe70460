import { expect, test } from "vitest";
import { survival, tenths, type Step } from "./curves.ts";

const step = (seconds: number, share: number): Step => ({
  seconds,
  share,
  low: Math.max(0, share - 0.1),
  high: Math.min(1, share + 0.1),
  at_risk: 10,
});
const steps = [step(60, 0.95), step(600, 0.6), step(3_600, 0.3), step(86_400, 0.05)];
const box = { left: 40, right: 440, top: 10, bottom: 210 };

test("a curve begins at the top and goes down in steps", () => {
  const [drawn] = survival([steps], box).curves;
  const [, ...moves] = drawn!.path.split(/[ML]/);
  const points = moves.map((move) => move.split(",").map(Number) as [number, number]);
  expect(points[0]).toEqual([40, 10]);
  points.slice(1).forEach(([x, y], index) => {
    const [beforeX, beforeY] = points[index]!;
    expect(x === beforeX || y === beforeY).toBe(true);
    expect(y).toBeGreaterThanOrEqual(beforeY);
  });
  expect(drawn!.end.y).toBeCloseTo(200);
});

test("the keyboard stops at each tenth once", () => {
  expect(tenths(steps).map(({ seconds }) => seconds)).toEqual([600, 3_600, 86_400]);
  expect(tenths([])).toEqual([]);
});

test("labels of curves that end together don't cover each other", () => {
  const [one, other] = survival([steps, steps], box).curves;
  expect(Math.abs(one!.labelY - other!.labelY)).toBeGreaterThanOrEqual(14);
});
