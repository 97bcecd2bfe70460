import { describe, expect, test } from "vitest";
import { calledByHours, atWhen, size, snoozes, span, waited, when } from "./time.ts";

const NOON = new Date(2026, 0, 7, 12, 0).getTime(); // a Wednesday
const ago = (minutes: number) => new Date(NOON - minutes * 60_000).toISOString();

test.each([
  [4_000, "4 s"],
  [61_000, "1 min"],
  [3 * 3_600_000, "3 h"],
  [50 * 3_600_000, "2 d"],
])("%d ms are said as %s", (ms, text) => {
  expect(span(ms)).toBe(text);
});

test.each([
  [-6, -2, "fine"],
  [2, -2, "near"],
  [6, 2, "late"],
])("warned %d minutes ago and due %d ago, a wait is %s", (warned, due, state) => {
  const clock = { warn_at: ago(warned), due_at: ago(due) };
  expect(waited(ago(20), clock, NOON)).toEqual({ text: "20 min", state });
});

test("a wait without a clock is never late", () => {
  expect(waited(ago(500), { warn_at: null, due_at: null }, NOON).state).toBe("fine");
});

test("a moment is told by the hour today, by the weekday this week, by the date before", () => {
  expect(when(ago(90), NOON)).toBe("10:30");
  expect(when(ago(2 * 24 * 60), NOON)).toBe("Mon 12:00");
  expect(when(ago(30 * 24 * 60), NOON)).toBe("Dec 8");
  expect(atWhen(ago(90), NOON)).toBe("at 10:30");
  expect(atWhen(ago(2 * 24 * 60), NOON)).toBe("on Mon 12:00");
});

test.each([
  ["hour", 60, "hour"],
  ["hour", 20 * 60, "next"],
  ["tomorrow", 20 * 60, "tomorrow"],
  ["tomorrow", 3 * 24 * 60, "after"],
  ["monday", 5 * 24 * 60, "week"],
] as const)("%s, in %d minutes, is called %s", (choice, minutes, called) => {
  expect(calledByHours(choice, new Date(NOON + minutes * 60_000), NOON)).toBe(called);
});

describe("snoozes", () => {
  const choices = (hour: number) =>
    snoozes(new Date(2026, 0, 7, hour).getTime()).map((one) => one.choice);

  test("offer the evening only while it is far enough", () => {
    expect(choices(12)).toEqual(["hour", "evening", "tomorrow", "monday"]);
    expect(choices(18)).toEqual(["hour", "tomorrow", "monday"]);
  });

  test("a Monday is the one to come, never today", () => {
    const monday = new Date(2026, 0, 5, 8).getTime();
    expect(snoozes(monday).at(-1)?.until).toEqual(new Date(2026, 0, 12, 9));
  });
});

test("sizes are said in their largest unit", () => {
  expect([size(12), size(2_048), size(3 * 1024 ** 2)]).toEqual(["12 B", "2 KB", "3.0 MB"]);
});
