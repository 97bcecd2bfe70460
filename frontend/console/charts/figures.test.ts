import { expect, test } from "vitest";
import { band, changeOf, difference, interval, isOfFew, tick, told, written } from "./figures.ts";

const share = (value: number | null, n: number, low: number | null, high: number | null) => ({
  value,
  n,
  low,
  high,
});

test("a value is written in the unit that fits its size", () => {
  const times = [45, 720, 11_520, 400_000].map((seconds) => written(seconds, "seconds"));
  expect(times).toEqual(["45\u00a0s", "12\u00a0min", "3.2\u00a0h", "4.6 days"]);
  expect([0, 0.034, 0.64, 1].map((value) => written(value, "share"))).toEqual([
    "0\u00a0%",
    "3.4\u00a0%",
    "64\u00a0%",
    "100\u00a0%",
  ]);
  expect(written(4.23, "stars")).toBe("4.2");
  expect(written(0.01234, "dollars")).toBe("$0.0123");
  expect(written(1204, "count")).toBe("1,204");
});

test("axes have round values without decimals", () => {
  expect([0.2, -0.2].map((value) => tick(value, "share"))).toEqual(["20\u00a0%", "−20\u00a0%"]);
  expect([30, 600, 18_000, 86_400, 604_800].map((value) => tick(value, "seconds"))).toEqual([
    "30\u00a0s",
    "10\u00a0min",
    "5\u00a0h",
    "1 day",
    "7 days",
  ]);
  expect(tick(0, "dollars")).toBe("$0");
});

test("an interval is in the unit of its value, and an open one says so", () => {
  expect(interval(share(0.64, 1204, 0.61, 0.67), "share")).toBe("61–67");
  expect(interval(share(7_200, 40, 5_400, null), "seconds")).toBe("1.5 or more");
  expect(interval(share(-0.03, 400, -0.06, 0.01), "share", true)).toBe("−6.0 to 1.0");
});

test("a figure is told with interval, n, and that it is of few cases", () => {
  expect(told(share(0.64, 1204, 0.61, 0.67), "share")).toBe("64\u00a0% (61–67), n 1,204");
  expect(told(share(0.5, 12, 0.25, 0.75), "share")).toBe("50\u00a0% (25–75), n 12, few cases");
  expect(told(share(null, 12, null, null), "share")).toBe("not enough yet: 12 of 30");
  expect(told(share(null, 50, null, null), "seconds")).toBe("too many are still open to tell");
});

test("what is counted has no interval, and is never of few cases", () => {
  const counted = share(4, 4, 4, 4);
  expect(isOfFew(counted, "count")).toBe(false);
  expect(isOfFew(counted, "seconds")).toBe(true);
  expect(told(counted, "count")).toBe("4");
});

test("a difference has its sign, and nothing has none", () => {
  expect(difference(0.052, "share")).toBe("+5.2 points");
  expect(difference(-4_320, "seconds")).toBe("−72\u00a0min");
  expect(difference(-0.0001, "share")).toBe("0.0 points");
});

test("a band with one limit is said so", () => {
  expect(band({ low: 0.6, high: 0.8 }, "share")).toBe("60–80\u00a0%");
  expect(band({ low: null, high: 7_200 }, "seconds")).toBe("at most 2.0\u00a0h");
  expect(band({ low: 0.9, high: null }, "share")).toBe("at least 90\u00a0%");
});

test("a change is clear only if its interval leaves out zero", () => {
  // Newcombe's (1998) example: 56/70 against 48/80 differ by 0.2 (0.0524 to 0.3339).
  const one = share(56 / 70, 70, 0.6919, 0.8771);
  const other = share(48 / 80, 80, 0.4904, 0.7004);
  const change = changeOf(one, other);
  expect(change?.by).toBeCloseTo(0.2);
  expect(change?.low).toBeCloseTo(0.0524, 3);
  expect(change?.high).toBeCloseTo(0.3339, 3);
  expect(change?.isClear).toBe(true);
  expect(changeOf(one, share(0.75, 80, 0.645, 0.832))?.isClear).toBe(false);
});

test("few cases are not compared", () => {
  expect(changeOf(share(0.9, 12, 0.6, 1), share(0.1, 400, 0.08, 0.13))).toBeNull();
});
