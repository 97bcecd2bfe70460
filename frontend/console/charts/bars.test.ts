import { expect, test } from "vitest";
import { bars, stacked } from "./bars.ts";

const figure = (value: number | null, n = 100) => ({
  value,
  n,
  low: value === null ? null : value - 0.1,
  high: value === null ? null : value + 0.1,
});

test("bars begin at zero and are as long as their values", () => {
  const drawn = bars([figure(0.2), figure(0.4), figure(null, 0)], "share", null, 400);
  expect(drawn.bars[0]!.x).toBe(drawn.zero);
  expect(drawn.bars[1]!.width).toBeCloseTo(2 * drawn.bars[0]!.width);
  expect(drawn.bars[2]).toBeNull();
  expect(drawn.zero).toBe(1);
});

test("a negative difference goes the other way from zero", () => {
  const drawn = bars([figure(-0.2), figure(0.4)], "share", null, 400);
  const [less, more] = drawn.bars;
  expect(less!.x + less!.width).toBeCloseTo(drawn.zero);
  expect(more!.x).toBeCloseTo(drawn.zero);
});

test("few cases are hollow, and whiskers stay within the drawing", () => {
  const [bar] = bars([{ value: 0.9, n: 3, low: 0.2, high: 1 }], "share", null, 300).bars;
  expect(bar!.isHollow).toBe(true);
  expect(bar!.whisker!.to).toBeLessThanOrEqual(299);
});

test("the parts of a whole fill it, one after another", () => {
  const parts = stacked([771, 349, 52, 32], 602);
  expect(parts[0]!.x).toBe(0);
  parts.slice(1).forEach((part, index) => {
    expect(part.x).toBeCloseTo(parts[index]!.x + parts[index]!.width);
  });
  expect(parts.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(602);
  expect(stacked([0, 0], 100)).toEqual([
    { x: 0, width: 0 },
    { x: 0, width: 0 },
  ]);
});
