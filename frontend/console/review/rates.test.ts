import { expect, test } from "vitest";
import { interval, kappa, percent, value } from "./rates.ts";

const none = { value: null, n: 0, low: null, high: null };

test("small shares keep a decimal", () => {
  expect([0, 0.021, 0.0994, 0.0996, 0.5, 1].map(percent)).toEqual([
    "0",
    "2.1",
    "9.9",
    "10",
    "50",
    "100",
  ]);
});

test("what is not measured says so, and never 0 %", () => {
  expect(value(none)).toBe("not measured yet");
  expect(interval(none)).toBe("");
  expect(kappa(none)).toBe("");
});

test("a figure has its interval and its n", () => {
  const figure = { value: 0.02, n: 140, low: 0.005, high: 0.055 };
  expect(value(figure)).toBe("2.0 %");
  expect(interval(figure)).toBe("0.5 to 5.5 %, n = 140");
  expect(kappa(figure)).toBe("κ 0.02 (0.01 to 0.06)");
});
